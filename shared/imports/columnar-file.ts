import { createReadStream, openAsBlob } from 'node:fs';
import type { SourceSchema } from '../proposals/source-schema.ts';

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
  const file = await ParquetFile.fromFile(await openAsBlob(path));
  try {
    const empty = await file.read({ rowGroups: [] });
    const reader = RecordBatchReader.from(empty.intoIPCStream());
    reader.open();
    const metadata = file.metadata();
    const rowCount = metadata.fileMetadata().numRows();
    metadata.free();
    return readArrowSchema(reader.schema, name, rowCount);
  } finally {
    file.free();
  }
}
