import { createReadStream, openAsBlob } from 'node:fs';
import { DataType, type Field, type RecordBatch, RecordBatchReader, type Schema } from 'apache-arrow';
import { ParquetFile } from 'parquet-wasm/node';
import { FOOTER_TAIL_BYTES } from '../parquet/footer.ts';
import { metaDataBytes, untypedByteColumns } from '../parquet/untyped-columns.ts';

/** Rows decoded at a time. */
const BATCH_ROWS = 65_536;

/** Columns come first, so that a file without rows tells them too. */
export type ColumnarPiece =
  /** `byteNames`: columns of plain bytes among those that Arrow calls binary. */
  | { readonly kind: 'columns'; readonly names: readonly string[]; readonly byteNames: ReadonlySet<string> }
  | { readonly kind: 'rows'; readonly batch: RecordBatch };

/** The record batches of an Arrow IPC stream, one in memory at a time. */
export async function* readArrowFile(path: string): AsyncGenerator<ColumnarPiece> {
  const reader = await RecordBatchReader.from(createReadStream(path));
  await reader.open();
  yield columnsOf(reader.schema, new Set(reader.schema.fields.filter(isBinary).map(({ name }) => name)));
  for await (const batch of reader) yield { kind: 'rows', batch };
}

/** The same of a Parquet file, one row group in memory at a time. */
export async function* readParquetFile(path: string): AsyncGenerator<ColumnarPiece> {
  const blob = await openAsBlob(path);
  const file = await ParquetFile.fromFile(blob);
  const byteNames = await readByteNames(blob);
  try {
    const metadata = file.metadata();
    const rowGroupCount = metadata.numRowGroups();
    metadata.free();
    for (let index = 0; index < rowGroupCount; index++) yield* readRowGroups(file, [index], byteNames);
    if (rowGroupCount === 0) yield* readRowGroups(file, [], byteNames);
  } finally {
    file.free();
  }
}

async function* readRowGroups(
  file: ParquetFile,
  rowGroups: number[],
  byteNames: ReadonlySet<string>,
): AsyncGenerator<ColumnarPiece> {
  const table = await file.read({ rowGroups, batchSize: BATCH_ROWS });
  const reader = RecordBatchReader.from(table.intoIPCStream());
  reader.open();
  yield columnsOf(reader.schema, byteNames);
  for (const batch of reader) yield { kind: 'rows', batch };
}

/** Arrow gives bytes for enumerations too: only the footer tells. */
async function readByteNames(file: Blob): Promise<ReadonlySet<string>> {
  const tail = await file.slice(-FOOTER_TAIL_BYTES).bytes();
  const end = file.size - FOOTER_TAIL_BYTES;
  return untypedByteColumns(await file.slice(end - metaDataBytes(tail), end).bytes());
}

function isBinary({ type }: Field): boolean {
  return DataType.isBinary(type);
}

function columnsOf({ fields }: Schema, byteNames: ReadonlySet<string>): ColumnarPiece {
  return { kind: 'columns', names: fields.map((field) => field.name), byteNames };
}
