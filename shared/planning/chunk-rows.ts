import { LIMITS } from '../contracts/limits.ts';
import { AppError } from '../errors/app-error.ts';
import type { RowBytes } from './row-bytes.ts';

const ROWS_STEP = 64;
/** No part may be larger: a worker holds a whole one. */
export const PART_BYTES_MAX = 1024 ** 3;
/** To keep a table in one file, parts may grow to twice the size aimed at. */
const RAISED_PART_BYTES = 2 * LIMITS.partBytesTarget;

/**
 * Rows of one chunk: as many as make a part of LIMITS.partBytesTarget, more when one file would otherwise have too
 * many parts, fewer when rows can be so wide that a part might exceed 1 GiB. A multiple of 64 unless `given`.
 */
export function chooseChunkRows(numRecords: number, row: RowBytes, given: number | undefined): number {
  const rowsMax = Math.floor(PART_BYTES_MAX / row.max);
  if (given !== undefined) {
    if (given <= rowsMax) return given;
    throw new AppError(
      'PLAN_TOO_LARGE',
      `output.chunk_rows ${given} makes parts of up to ${Math.ceil(given * row.max)} bytes, the limit is ${PART_BYTES_MAX}; use at most ${rowsMax}`,
    );
  }
  const aimed = clamp(LIMITS.partBytesTarget / row.expected, LIMITS.chunkRowsMin, LIMITS.chunkRowsMax);
  const forOneFile = Math.ceil(numRecords / LIMITS.partsPerFile);
  const raisedMax = Math.min(RAISED_PART_BYTES / row.expected, LIMITS.chunkRowsMax);
  const wanted = forOneFile > aimed && forOneFile + ROWS_STEP <= raisedMax ? forOneFile + ROWS_STEP : aimed;
  const rows = Math.floor(Math.min(wanted, rowsMax));
  return Math.max(rows - (rows % ROWS_STEP), ROWS_STEP);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
