import type { PageRange } from '../columns/column-program.ts';
import { startGathering } from '../columns/gather-vector.ts';
import type { PageValues } from '../columns/value-program.ts';
import type { VectorLayout } from '../columns/vector.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Places } from './places.ts';

/** So many values that nobody asked for cost less than another call of a kernel. */
const GAP_MAX = 16;
/** Rows of one call, and bytes that they may take. */
const CALL_ROWS_MAX = 8_192;
const CALL_BYTES_MAX = 1_048_576;

/** Values at the places of one level, one after the other. */
export type EmitPlaces = (places: Places) => PageValues;

/** How the values of a stream lie in memory. */
export interface PlacedLayout {
  readonly layout: VectorLayout;
  readonly valueBytesMax: number;
  /** Scratch bytes per row of a call. */
  readonly scratchBytesPerRow: number;
}

/** Rows that one call may make. */
export function callRows({ scratchBytesPerRow }: Pick<PlacedLayout, 'scratchBytesPerRow'>): number {
  return Math.max(1, Math.min(CALL_ROWS_MAX, Math.floor(CALL_BYTES_MAX / Math.max(scratchBytesPerRow, 1))));
}

/**
 * Calls `emit`, which knows runs of rows only, for the places of a level, and moves the values together. Runs that lie
 * close are made in one call.
 */
export function emitAtPlaces(
  session: KernelSession,
  placed: PlacedLayout,
  emit: (page: PageRange) => PageValues,
): EmitPlaces {
  const { layout, valueBytesMax } = placed;
  const rowsMax = callRows(placed);
  return (places) => {
    const { starts, lengths, count } = places;
    if (starts.length === 1) return emit({ rowStart: starts[0]!, rowCount: lengths[0]! });
    const gathered = startGathering(session, { layout, rowCount: count, valueBytesMax, isNullable: false });
    const calls = new CallPlanner(places, rowsMax);
    while (calls.next()) {
      const mark = session.mark();
      const values = emit({ rowStart: calls.rowStart, rowCount: calls.rowCount });
      gathered.append({ layout, ...values, nullCount: 0 }, calls.indexes, 0, calls.wanted);
      session.release(mark);
    }
    const { values, byteLength } = gathered.finish();
    return { values, byteLength };
  };
}

/** Divides the runs of a level among calls; long runs are cut. */
class CallPlanner {
  readonly #places: Places;
  readonly #rowsMax: number;
  #run = 0;
  /** Rows of the run that calls before have made. */
  #done = 0;
  rowStart = 0;
  rowCount = 0;
  /** Which rows of the call are wanted: the first `wanted` entries. */
  readonly indexes: Int32Array;
  wanted = 0;

  constructor(places: Places, rowsMax: number) {
    this.#places = places;
    this.#rowsMax = rowsMax;
    this.indexes = new Int32Array(Math.min(places.count, rowsMax));
  }

  /** Plans the next call; false when all places have been made. */
  next(): boolean {
    const { starts, lengths } = this.#places;
    if (this.#run === starts.length) return false;
    this.rowStart = starts[this.#run]! + this.#done;
    this.rowCount = 0;
    this.wanted = 0;
    while (this.#run < starts.length) {
      const first = starts[this.#run]! + this.#done - this.rowStart;
      if (this.rowCount > 0 && (first - this.rowCount > GAP_MAX || first >= this.#rowsMax)) break;
      const taken = Math.min(lengths[this.#run]! - this.#done, this.#rowsMax - first);
      for (let i = 0; i < taken; i++) this.indexes[this.wanted++] = first + i;
      this.rowCount = first + taken;
      this.#done += taken;
      if (this.#done < lengths[this.#run]!) break;
      this.#run += 1;
      this.#done = 0;
    }
    return true;
  }
}
