import { extname } from 'node:path';
import type { OutputFormat } from '../contracts/spec-document.ts';
import { AppError } from '../errors/app-error.ts';
import { KernelSession } from '../kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../kernels/wasm-kernels.ts';
import { CsvFields, putCsvFields, readCsvRecord } from './csv-record.ts';
import { type DatasetDigester, digesterFor } from './dataset-digester.ts';
import type { DatasetDigest } from './digest-result.ts';
import { JsonMembers, putJsonMembers, readJsonRecord } from './json-record.ts';
import { withoutCompression } from './open-text.ts';
import type { ColumnarPiece } from './read-columnar.ts';
import { forEachRecord } from './read-records.ts';
import { TextRows } from './text-rows.ts';

/** The digester of the files read so far; the first file makes it. */
interface Progress {
  readonly session: KernelSession;
  digester: DatasetDigester | undefined;
}

/** Adds the rows of one file. Rows of text formats are digested as they are written there. */
type AddFile = (path: string, progress: Progress) => Promise<void>;

const READERS: { readonly [Format in Exclude<OutputFormat, 'sql'>]: AddFile } = {
  csv: addCsv,
  json: addJson,
  jsonl: addJson,
  // The readers of these two are heavy and loaded when needed.
  arrow: async (path, progress) => addPieces((await import('./read-columnar.ts')).readArrowFile(path), progress),
  parquet: async (path, progress) => addPieces((await import('./read-columnar.ts')).readParquetFile(path), progress),
};

const TEXT: readonly string[] = ['csv', 'json', 'jsonl', 'sql'];

/**
 * The digest of the rows of files read one after the other, each by its extension. Memory is bounded by a row group,
 * a record batch or a record. Throws INVALID_REQUEST when a file is not of its format or columns differ.
 */
export async function digestFiles(paths: readonly string[]): Promise<DatasetDigest> {
  const progress: Progress = { session: new KernelSession(createWasmKernels(compileKernels())), digester: undefined };
  for (const path of paths) await READERS[formatOf(path)](path, progress);
  return (progress.digester ?? digesterFor(undefined, progress.session, [])).finish();
}

/** Whether a file's extension is one that `digestFiles` reads. */
export function isDataFile(path: string): boolean {
  return Object.hasOwn(READERS, extensionOf(path));
}

/** Only text is compressed as a whole: `t.parquet.gz` is none of ours. */
function extensionOf(path: string): string {
  const extension = extname(withoutCompression(path)).slice(1);
  return path !== withoutCompression(path) && !TEXT.includes(extension) ? '' : extension;
}

function formatOf(path: string): keyof typeof READERS {
  if (isDataFile(path)) return extensionOf(path) as keyof typeof READERS;
  if (extensionOf(path) === 'sql') {
    throw new AppError(
      'INVALID_REQUEST',
      `${path} is a script for a database and is not read back; digest the same specification in another format`,
    );
  }
  const known = Object.keys(READERS).join(', ');
  throw new AppError('INVALID_REQUEST', `the extension "${extname(path)}" names no data format; known are ${known}`);
}

async function addPieces(pieces: AsyncIterable<ColumnarPiece>, progress: Progress): Promise<void> {
  const { arrowRows } = await import('./arrow-rows.ts');
  let byteNames: ReadonlySet<string> = new Set();
  for await (const piece of pieces) {
    if (piece.kind === 'columns') {
      byteNames = piece.byteNames;
      progress.digester = digesterFor(progress.digester, progress.session, piece.names);
    } else if (piece.batch.numRows > 0) {
      progress.digester?.add(arrowRows(piece.batch, byteNames), piece.batch.numRows);
    }
  }
}

async function addCsv(path: string, progress: Progress): Promise<void> {
  const fields = new CsvFields();
  let rows: TextRows | undefined;
  await forEachRecord(path, (window) => {
    const next = readCsvRecord(window, fields);
    if (next === undefined) return undefined;
    if (rows === undefined) {
      progress.digester = digesterFor(progress.digester, progress.session, csvNames(window.bytes, fields));
      rows = new TextRows(fields.count);
      return next;
    }
    if (fields.count !== rows.columnCount) {
      throw new AppError(
        'INVALID_REQUEST',
        `a CSV record has ${fields.count} fields, the header has ${rows.columnCount}`,
      );
    }
    putCsvFields(window.bytes, fields, rows);
    endRow(rows, progress);
    return next;
  });
  if (rows !== undefined) flush(rows, progress);
}

function csvNames(bytes: Uint8Array, fields: CsvFields): string[] {
  const names: string[] = [];
  putCsvFields(bytes, fields, {
    put: (_column, from, start, end) => names.push(new TextDecoder().decode(from.subarray(start, end))),
    putNull: () => names.push(''),
  });
  return names;
}

async function addJson(path: string, progress: Progress): Promise<void> {
  const members = new JsonMembers();
  let rows: TextRows | undefined;
  await forEachRecord(path, (window) => {
    const next = readJsonRecord(window, members);
    if (next === undefined || members.count === 0) return next;
    progress.digester ??= digesterFor(undefined, progress.session, members.names.slice(0, members.count));
    const { names } = progress.digester;
    rows ??= new TextRows(names.length);
    if (members.count > names.length) {
      throw new AppError(
        'INVALID_REQUEST',
        `a JSON row has ${members.count} members, the first row has ${names.length}`,
      );
    }
    putJsonMembers(window.bytes, members, { names, sink: rows });
    endRow(rows, progress);
    return next;
  });
  if (rows !== undefined) flush(rows, progress);
}

function endRow(rows: TextRows, progress: Progress): void {
  rows.endRow();
  if (rows.isFull) flush(rows, progress);
}

function flush(rows: TextRows, { digester }: Progress): void {
  const { columns, rowCount } = rows.take();
  if (rowCount > 0) digester?.add(columns, rowCount);
}
