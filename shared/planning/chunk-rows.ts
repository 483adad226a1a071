import { LIMITS } from '../contracts/limits.ts';
import { AppError } from '../errors/app-error.ts';
import type { RowBytes } from './row-bytes.ts';

const ROWS_STEP = 64;
/** No part may be larger: a worker holds a whole one. */
export const PART_BYTES_MAX = 1024 ** 3;
/** So many chunks become a whole multiple of CHUNKS_STEP, all of one size: 2 or 4 workers then finish together. */
const CHUNKS_EVENED = { from: 8, to: 64 };
const CHUNKS_STEP = 4;
/** To keep a table in one file, parts may grow to twice the size aimed at. */
const RAISED_PART_BYTES = 2 * LIMITS.partBytesTarget;

/**
 * Rows of one chunk: as many as make a part of LIMITS.partBytesTarget, more when one file would otherwise have too
 * many parts, fewer when rows can be so wide that a part might exceed 1 GiB or when the chunks of a middling table would
 * not divide among workers. A multiple of 64 unless `given`.
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
  const rows = evened(Math.floor(Math.min(wanted, rowsMax)), numRecords);
  return Math.max(rows - (rows % ROWS_STEP), ROWS_STEP);
}

/** Fewer rows, so that no worker is left with a chunk while the others have nothing. Among many chunks that costs little. */
function evened(rows: number, numRecords: number): number {
  const chunks = Math.ceil(numRecords / rows);
  const even = Math.ceil(chunks / CHUNKS_STEP) * CHUNKS_STEP;
  if (chunks < CHUNKS_EVENED.from || chunks > CHUNKS_EVENED.to) return rows;
  return Math.min(Math.ceil(numRecords / even / ROWS_STEP) * ROWS_STEP, rows);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
