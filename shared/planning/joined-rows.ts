import type { PlannedTable } from '../contracts/plan.ts';
import type { OutputSpec } from '../contracts/spec-document.ts';
import type { DividedRows } from './file-rows.ts';
import type { RowBytes } from './row-bytes.ts';

/**
 * A chunk that is estimated to store so much becomes a part of its file's upload by itself. S3's bound is 5 MiB for all
 * parts but the last; the rest is for the estimate's error.
 */
const DIRECT_CHUNK_BYTES = 8 * 1024 * 1024;
const ROWS_STEP = 64;

/** What rows of a table take where they are stored, learned from a sample. Stored pieces below a size cost extra there. */
export interface SampledRows {
  readonly bytesPerRow: number;
}

/** Sizes of rows with what a sample has shown in place of what widths suggest: parts are measured as they are stored. */
export function sampledRowBytes(row: RowBytes, { bytesPerRow }: SampledRows): RowBytes {
  return { ...row, expected: bytesPerRow, stored: bytesPerRow };
}

/** As few chunks as before, all of about one size: a small last one would have to be read and written again. */
export function evenChunks(divided: DividedRows, numRecords: number): DividedRows {
  const { chunk_rows: rows, file_rows } = divided;
  if (file_rows !== undefined || numRecords <= rows) return divided;
  const even = Math.ceil(numRecords / Math.ceil(numRecords / rows) / ROWS_STEP) * ROWS_STEP;
  return { ...divided, chunk_rows: Math.min(even, rows) };
}

/** How a table's files are made: `direct` where every chunk but the last of a file is large enough, estimated by a sample. */
export function mergeMode(
  { num_records, chunk_rows, file_rows = num_records }: Pick<PlannedTable, 'num_records' | 'chunk_rows' | 'file_rows'>,
  { layout }: Pick<OutputSpec, 'layout'>,
  { bytesPerRow }: SampledRows,
): PlannedTable['merge'] {
  const rows = Math.min(chunk_rows, file_rows, num_records);
  return layout === 'file' && rows * bytesPerRow >= DIRECT_CHUNK_BYTES ? 'direct' : undefined;
}
