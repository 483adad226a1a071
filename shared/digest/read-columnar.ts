import { createReadStream, openAsBlob } from 'node:fs';
import { type RecordBatch, RecordBatchReader, type Schema } from 'apache-arrow';
import { ParquetFile } from 'parquet-wasm/node';

/** Rows decoded at a time. */
const BATCH_ROWS = 65_536;

/** Columns come first, so that a file without rows tells them too. */
export type ColumnarPiece =
  | { readonly kind: 'columns'; readonly names: readonly string[] }
  | { readonly kind: 'rows'; readonly batch: RecordBatch };

/** The record batches of an Arrow IPC stream, one in memory at a time. */
export async function* readArrowFile(path: string): AsyncGenerator<ColumnarPiece> {
  const reader = await RecordBatchReader.from(createReadStream(path));
  await reader.open();
  yield columnsOf(reader.schema);
  for await (const batch of reader) yield { kind: 'rows', batch };
}

/** The same of a Parquet file, one row group in memory at a time. */
export async function* readParquetFile(path: string): AsyncGenerator<ColumnarPiece> {
  const file = await ParquetFile.fromFile(await openAsBlob(path));
  try {
    const metadata = file.metadata();
    const rowGroupCount = metadata.numRowGroups();
    metadata.free();
    for (let index = 0; index < rowGroupCount; index++) yield* readRowGroups(file, [index]);
    if (rowGroupCount === 0) yield* readRowGroups(file, []);
  } finally {
    file.free();
  }
}

async function* readRowGroups(file: ParquetFile, rowGroups: number[]): AsyncGenerator<ColumnarPiece> {
  const table = await file.read({ rowGroups, batchSize: BATCH_ROWS });
  const reader = RecordBatchReader.from(table.intoIPCStream());
  reader.open();
  yield columnsOf(reader.schema);
  for (const batch of reader) yield { kind: 'rows', batch };
}

function columnsOf({ fields }: Schema): ColumnarPiece {
  return { kind: 'columns', names: fields.map((field) => field.name) };
}
