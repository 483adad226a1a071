import { AppError } from '../../shared/errors/app-error.ts';
import type { RequestContext } from '../../shared/http/request-context.ts';
import type { RowSource } from './row-source.ts';

/** Values between two pauses: a few milliseconds of work, so that other requests are heard meanwhile. */
const VALUES_PER_BLOCK = 100_000;

export interface RowRange {
  readonly source: RowSource;
  readonly seed: number;
  readonly numRecords: number;
}

/** Rows of one block: as many as make VALUES_PER_BLOCK values, at least one. */
function rowsPerBlock({ source }: RowRange): number {
  const fitting = Math.ceil(VALUES_PER_BLOCK / source.bound.program.columns.length);
  return Math.min(source.writer().blockRows, fitting);
}

/** Whether the rows are one block, made without a pause. */
export function isOneBlock(range: RowRange): boolean {
  return range.numRecords <= rowsPerBlock(range);
}

/**
 * One block of rows with no frame, a view that the next use of the source ends. The seed is set every time: others may
 * have used the source since the last block.
 */
export function writeBlock({ source, seed }: RowRange, rowStart: number, rowCount: number): Uint8Array {
  source.useSeed(seed);
  return source.writer().rows(rowStart, rowCount);
}

/**
 * The rows in blocks of bytes of their own, header and footer left out. Pauses after each so that the event loop turns;
 * `requireWanted` throws when nobody waits for the rows any more.
 */
export async function* writeBlocks(range: RowRange, requireWanted: () => void): AsyncGenerator<Uint8Array> {
  const { frame } = range.source.writer();
  const step = rowsPerBlock(range);
  for (let rowStart = 0; rowStart < range.numRecords; rowStart += step) {
    const rows = writeBlock(range, rowStart, Math.min(step, range.numRecords - rowStart));
    yield rowStart > 0 ? joinBytes([frame.separator(rowStart), rows]) : rows.slice();
    await new Promise((resolve) => setImmediate(resolve));
    requireWanted();
  }
}

/** Throws when the client left or the time is over. */
export function createWantedCheck(context: RequestContext, request: Request): () => void {
  return () => {
    if (context.isExpired) throw new AppError('DEADLINE_EXCEEDED', 'the time allowed for the answer is over');
    if (request.signal.aborted) throw new AppError('CANCELLED', 'the client left before the rows were made');
  };
}

/** Copies, so that nothing of linear memory is left in the result. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Buffer.concat(pieces);
}
