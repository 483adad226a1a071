import type { EmitGroup, GroupProgram, OutputColumn, PageRange } from '../columns/column-program.ts';
import { NOTHING_EARLIER } from '../columns/earlier-columns.ts';
import { type GatheredVector, startGathering } from '../columns/gather-vector.ts';
import type { Vector } from '../columns/vector.ts';
import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import { orderRows } from './order-rows.ts';
import { emitSequenceRows } from './sequence-rows.ts';

/** So many rows that nobody asked for cost less than another call of every kernel. */
const GAP_MAX = 16;
const SEGMENT_ROWS_MAX = 4_096;
/** Scratch for the rows of one segment. */
const SEGMENT_BYTES = 1024 * 1024;
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
 * Makes the rows that are asked for from groups that only know pages: rows are put in order, neighbours are made in one
 * call, then each row's values are copied to their place. Sequences are computed.
 * `names` chooses columns and their order. `hasNulls`: -1 can be among the rows.
 */
export function programRows(
  groups: readonly GroupProgram[],
  { names, hasNulls }: { readonly names: readonly string[]; readonly hasNulls: boolean },
): RowsProgram {
  const columns = names.map((name): OutputColumn => {
    const column = groups.flatMap((group) => group.columns).find((candidate) => candidate.name === name);
    invariant(column !== undefined, 'the parent makes the columns that its children read');
    return { ...column, isNullable: column.isNullable || hasNulls };
  });
  const made = columns.filter(({ sequence }) => sequence === undefined);
  const makers = groups.filter((group) =>
    group.columns.some(({ name }) => made.some((column) => column.name === name)),
  );
  const makerBytes = makers.reduce((sum, group) => sum + group.scratchBytesPerRow, 0);
  const blockRows = makers.reduce((rows, group) => Math.max(rows, group.blockRows ?? 1), 1);
  const segmentRows = Math.max(
    blockRows,
    Math.min(SEGMENT_ROWS_MAX, Math.floor(SEGMENT_BYTES / Math.max(makerBytes, 1))),
  );
  const bytesPerRow = (some: readonly OutputColumn[]) =>
    some.reduce((sum, column) => sum + column.valueBytesMax + 1, 0);
  return {
    columns,
    // Made in order first, then put in the order asked for.
    scratchBytesPerRow: bytesPerRow(columns) + bytesPerRow(made),
    scratchBytes:
      segmentRows * makerBytes +
      (2 * columns.length + makers.flatMap((group) => group.columns).length) * BLOCK_BYTES +
      makers.reduce((sum, group) => sum + (group.scratchBytes ?? 0), 0),
    bind(session) {
      const gather = bindGathering(session, { makers, made, segmentRows, blockRows });
      return (rows) => {
        const vectors = made.length === 0 ? [] : gather(rows);
        return columns.map(({ sequence: law, isNullable }) =>
          law === undefined ? vectors.shift()! : emitSequenceRows(session, rows, { law, hasNulls: isNullable }),
        );
      };
    },
  };
}

interface Makers {
  readonly makers: readonly GroupProgram[];
  /** The columns to gather, in the order of the answer. */
  readonly made: readonly OutputColumn[];
  readonly segmentRows: number;
  /** As in `GroupProgram`. */
  readonly blockRows: number;
}

function bindGathering(session: KernelSession, { makers, made, segmentRows, blockRows }: Makers): EmitRows {
  const emitters = makers.map((group) => group.bind(session));
  const names = makers.flatMap((group) => group.columns).map(({ name }) => name);
  const sources = made.map(({ name }) => names.indexOf(name));
  const start = (rowCount: number) => made.map((column) => startGathering(session, { ...column, rowCount }));
  const gatherInOrder: EmitRows = (rows) => {
    const targets = start(rows.length);
    gatherSegments(session, rows, { targets, sources, segmentRows, blockRows, emitPage: pageOf(emitters) });
    return targets.map((target) => target.finish());
  };
  return (rows) => {
    const ordered = orderRows(rows);
    if (ordered === undefined) return gatherInOrder(rows);
    const targets = start(rows.length);
    const mark = session.mark();
    for (const [index, vector] of gatherInOrder(ordered.rows).entries())
      targets[index]!.append(vector, ordered.places, 0, rows.length);
    session.release(mark);
    return targets.map((target) => target.finish());
  };
}

interface Gathering {
  readonly targets: readonly GatheredVector[];
  /** Which of the vectors that are made each target takes. */
  readonly sources: readonly number[];
  readonly segmentRows: number;
  readonly blockRows: number;
  readonly emitPage: (page: PageRange) => Vector[];
}

/** Rows at random make a call each: the usual single group costs no list of its own. */
function pageOf(emitters: readonly EmitGroup[]): (page: PageRange) => Vector[] {
  const [only, ...others] = emitters;
  if (only !== undefined && others.length === 0) return (page) => only(page, NOTHING_EARLIER);
  return (page) => emitters.flatMap((emit) => emit(page, NOTHING_EARLIER));
}

/** Segment by segment: rows that lie close together, made at once, then copied to their places. `rows` ascend. */
function gatherSegments(session: KernelSession, rows: Float64Array, gathering: Gathering): void {
  const { targets, sources, segmentRows, blockRows, emitPage } = gathering;
  const indexes = new Int32Array(rows.length);
  for (let from = 0; from < rows.length; ) {
    const low = firstOf(rows[from]!, blockRows);
    const to = endOfSegment(rows, from, { indexes, segmentRows, blockRows });
    const mark = session.mark();
    const page: PageRange = { rowStart: low, rowCount: rows[to - 1]! - low + 1 };
    const vectors = low < 0 ? [] : emitPage(page);
    for (let i = 0; i < targets.length; i++) targets[i]!.append(vectors[sources[i]!] ?? NO_ROWS, indexes, from, to);
    session.release(mark);
    from = to;
  }
}

/** A segment begins with a block, whose first rows would be made in any case. */
function firstOf(row: number, blockRows: number): number {
  return row < 0 ? row : row - (row % blockRows);
}

/** What rows without a parent are copied from. */
const NO_ROWS: Vector = { layout: 'i64', values: 0, byteLength: 0, nullCount: 0 };

/** Where the rows from `from` on stop to lie close together; `indexes` counts them from the first one, -1 without a parent. */
function endOfSegment(
  rows: Float64Array,
  from: number,
  { indexes, segmentRows, blockRows }: Pick<Gathering, 'segmentRows' | 'blockRows'> & { readonly indexes: Int32Array },
): number {
  const low = firstOf(rows[from]!, blockRows);
  let to = from;
  if (low < 0) {
    for (; to < rows.length && rows[to]! < 0; to++) indexes[to] = -1;
    return to;
  }
  for (let last = rows[from]!; to < rows.length; to++) {
    const row = rows[to]!;
    const isFar = row - last > GAP_MAX && Math.floor(row / blockRows) !== Math.floor(last / blockRows);
    if (isFar || row - low >= segmentRows) break;
    indexes[to] = row - low;
    last = row;
  }
  return to;
}
