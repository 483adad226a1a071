import type { KernelSession } from '../kernels/kernel-session.ts';
import type { GroupProgram, OutputColumn, PageRange } from './column-program.ts';
import { NOTHING_EARLIER } from './earlier-columns.ts';
import { type GatheredVector, startGathering } from './gather-vector.ts';
import { emitSequenceRows } from './sequence-rows.ts';
import type { Vector } from './vector.ts';

/** So many rows that nobody asked for cost less than another call of every kernel. */
const GAP_MAX = 16;
const SEGMENT_ROWS_MAX = 4_096;
/** Scratch for the rows of one segment. */
const SEGMENT_BYTES = 4 * 1024 * 1024;
/** Alignment and slack of the blocks that one column takes. */
const BLOCK_BYTES = 8 * 96;

/** Any rows of some groups in any order: what a child reads of its parents. */
export interface RowsProgram {
  readonly columns: readonly OutputColumn[];
  readonly scratchBytesPerRow: number;
  readonly scratchBytes: number;
  bind(session: KernelSession): EmitRows;
}

/** One vector per column with the rows asked for, whole numbers from 0 on; -1 gives a null. */
export type EmitRows = (rows: Float64Array) => Vector[];

/**
 * Makes the rows that are asked for from groups that only know pages: neighbours are made in one call (rows in
 * ascending order are cheap, rows at random cost a call each), then each row's values are copied to their place.
 * `names` chooses columns and their order. `hasNulls`: -1 can be among the rows.
 */
export function programRows(
  groups: readonly GroupProgram[],
  { names, hasNulls }: { readonly names: readonly string[]; readonly hasNulls: boolean },
): RowsProgram {
  const perRow = groups.reduce((sum, group) => sum + group.scratchBytesPerRow, 0);
  const segmentRows = Math.max(1, Math.min(SEGMENT_ROWS_MAX, Math.floor(SEGMENT_BYTES / Math.max(perRow, 1))));
  const made = groups.flatMap((group) => group.columns);
  const chosen = names.map((name) => made.findIndex((column) => column.name === name));
  const columns = chosen.map((index) => {
    const column = made[index]!;
    return { ...column, isNullable: column.isNullable || hasNulls };
  });
  return {
    columns,
    scratchBytesPerRow: columns.reduce((sum, column) => sum + column.valueBytesMax + 1, 0),
    scratchBytes:
      segmentRows * perRow +
      made.length * BLOCK_BYTES +
      groups.reduce((sum, group) => sum + (group.scratchBytes ?? 0), 0),
    bind(session) {
      const gathered = columns.flatMap(({ sequence }, index) => (sequence === undefined ? [index] : []));
      const emitters = gathered.length === 0 ? [] : groups.map((group) => group.bind(session));
      const emitPage = (page: PageRange) => emitters.flatMap((emit) => emit(page, NOTHING_EARLIER));
      return (rows) => {
        const targets = gathered.map((index) => {
          const { layout, valueBytesMax, isNullable } = columns[index]!;
          const target = startGathering(session, { layout, rowCount: rows.length, valueBytesMax, isNullable });
          return { target, source: chosen[index]! };
        });
        if (targets.length > 0) gather(session, rows, { targets, segmentRows, emitPage });
        const vectors = targets.map(({ target }) => target.finish());
        return columns.map(({ sequence: law, isNullable }) =>
          law === undefined ? vectors.shift()! : emitSequenceRows(session, rows, { law, hasNulls: isNullable }),
        );
      };
    },
  };
}

interface Gathering {
  readonly targets: readonly { readonly target: GatheredVector; readonly source: number }[];
  readonly segmentRows: number;
  readonly emitPage: (page: PageRange) => Vector[];
}

/** Segment by segment: the rows that lie close together, made at once, then copied to their places. */
function gather(session: KernelSession, rows: Float64Array, { targets, segmentRows, emitPage }: Gathering): void {
  const indexes = new Int32Array(rows.length);
  for (let from = 0; from < rows.length; ) {
    const { to, rowStart, rowCount } = nextSegment(rows, from, segmentRows);
    for (let i = from; i < to; i++) indexes[i] = rows[i]! < 0 ? -1 : rows[i]! - rowStart;
    const mark = session.mark();
    const vectors = emitPage({ rowStart, rowCount });
    for (const { target, source } of targets) target.append(vectors[source]!, indexes, from, to);
    session.release(mark);
    from = to;
  }
}

/** As many of the rows from `from` on as lie close together; those without a parent lie close to any. */
function nextSegment(
  rows: Float64Array,
  from: number,
  segmentRows: number,
): { to: number; rowStart: number; rowCount: number } {
  let [low, high, to] = [-1, -1, from];
  for (; to < rows.length; to++) {
    const row = rows[to]!;
    if (row < 0) continue;
    if (low < 0) [low, high] = [row, row];
    const nextLow = Math.min(low, row);
    const nextHigh = Math.max(high, row);
    const isNear = row <= high + GAP_MAX && row >= low - GAP_MAX && nextHigh - nextLow < segmentRows;
    if (!isNear) break;
    [low, high] = [nextLow, nextHigh];
  }
  return {
    to,
    rowStart: Math.max(low, 0),
    rowCount: high - Math.max(low, 0) + 1 > 0 ? high - Math.max(low, 0) + 1 : 1,
  };
}
