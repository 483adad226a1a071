import { createReadStream, openAsBlob } from 'node:fs';
import type { SourceColumn, SourceSchema } from '../proposals/source-schema.ts';

/** The columns of an Arrow IPC file or stream. Reads its schema, none of its rows. */
export async function readArrowFile(path: string, name: string): Promise<SourceSchema> {
  const { RecordBatchReader } = await import('apache-arrow');
  const { readArrowSchema } = await import('./arrow-schema.ts');
  const stream = createReadStream(path);
  try {
    const reader = await RecordBatchReader.from(stream);
    await reader.open();
    return readArrowSchema(reader.schema, name);
  } finally {
    stream.destroy();
  }
}

/** The columns and the number of rows of a Parquet file, from its footer. */
export async function readParquetFile(path: string, name: string): Promise<SourceSchema> {
  const { RecordBatchReader } = await import('apache-arrow');
  const { ParquetFile } = await import('parquet-wasm/node');
  const { readArrowSchema } = await import('./arrow-schema.ts');
  const blob = await openAsBlob(path);
  const file = await ParquetFile.fromFile(blob);
  try {
    const empty = await file.read({ rowGroups: [] });
    const reader = RecordBatchReader.from(empty.intoIPCStream());
    reader.open();
    const metadata = file.metadata();
    const rowCount = metadata.fileMetadata().numRows();
    metadata.free();
    return withEnums(readArrowSchema(reader.schema, name, rowCount), await listEnums(blob));
  } finally {
    file.free();
  }
}

/** Columns of Parquet's type ENUM, which Arrow takes for bytes. */
async function listEnums(blob: Blob): Promise<ReadonlySet<string>> {
  const { parquetMetadataAsync } = await import('hyparquet');
  const slice = (start: number, end?: number) => blob.slice(start, end).arrayBuffer();
  const { schema } = await parquetMetadataAsync({ byteLength: blob.size, slice });
  const isEnum = (element: (typeof schema)[number]) =>
    element.converted_type === 'ENUM' || element.logical_type?.type === 'ENUM';
  return new Set(schema.filter(isEnum).map((element) => element.name));
}

function withEnums({ tables, ...schema }: SourceSchema, enums: ReadonlySet<string>): SourceSchema {
  const asText = (column: SourceColumn): SourceColumn =>
    column.type.name === 'binary' && enums.has(column.name)
      ? { ...column, type: { name: 'text' }, typeText: 'ENUM' }
      : column;
  return { ...schema, tables: tables.map((table) => ({ ...table, columns: table.columns.map(asText) })) };
}
