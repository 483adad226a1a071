import type { OutputSpec } from '../contracts/spec-document.ts';
import { chooseChunkRows } from './chunk-rows.ts';
import type { RowBytes } from './row-bytes.ts';

const ROWS_STEP = 64;

/** How a table's rows are divided; members as in PlannedTable. */
export interface DividedRows {
  readonly chunk_rows: number;
  readonly file_rows?: number;
}

/**
 * Rows of a chunk and, where a split is asked for, of a file. Files of so many rows have exactly those, files of so many
 * bytes what the estimate says; fewer than asked for where one file could not hold `partsMax` parts of that size.
 */
export function divideRows(
  numRecords: number,
  row: RowBytes,
  { output, partsMax }: { readonly output: OutputSpec; readonly partsMax: number },
): DividedRows {
  const { split, chunk_rows: given } = output;
  if (split === undefined) return { chunk_rows: chooseChunkRows(numRecords, row, given) };
  const wanted = 'rows' in split ? split.rows : rowsOfBytes(split.bytes, row);
  const chosen = chooseChunkRows(Math.min(numRecords, wanted), row, given);
  const chunkRows = given ?? evened(Math.min(chosen, wanted), wanted);
  return { chunk_rows: chunkRows, file_rows: Math.min(wanted, chunkRows * partsMax) };
}

function rowsOfBytes(bytes: number, row: RowBytes): number {
  const rows = Math.floor(bytes / row.stored);
  return Math.max(rows > ROWS_STEP ? rows - (rows % ROWS_STEP) : rows, 1);
}

/** No more rows than `chunkRows`, so that the chunks of a file are about equal. */
function evened(chunkRows: number, fileRows: number): number {
  const rows = Math.ceil(fileRows / Math.ceil(fileRows / chunkRows));
  return Math.min(Math.ceil(rows / ROWS_STEP) * ROWS_STEP, chunkRows);
}
