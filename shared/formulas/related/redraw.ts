import type { OutputColumn, PageRange, TallyCheck } from '../../columns/column-program.ts';
import { type EarlierColumn, type EarlierColumns, getEarlier } from '../../columns/earlier-columns.ts';
import { startGathering, textOffsets } from '../../columns/gather-vector.ts';
import { AppError } from '../../errors/app-error.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import type { AttemptKeys } from './attempt-keys.ts';
import type { BoundCheck } from './bind-check.ts';
import { type CountedRows, judge } from './judge.ts';
import { type BoundMember, makeMembers } from './make-members.ts';
import { type ReplacedColumn, startReplacing, type TakenRows } from './replace-rows.ts';
import { sliceVector } from './slice-vector.ts';

/** Draws of one row before it is clear that no other will do. */
export const DRAWS_MAX = 100_000;
/** Rows that share the draws of a round. Changing it changes values. */
export const BLOCK_ROWS = 4_096;
/** Draws of one row in one round. Changing it changes values. */
const ROUND_DRAWS_MAX = 1_024;

/** Checks that hold together, bound. */
export interface Redraw {
  readonly tableName: string;
  readonly checks: readonly BoundCheck[];
  /** Members that a new draw changes, in order. */
  readonly redrawn: readonly BoundMember[];
  /** Columns that those or the checks read and that stay as they are. */
  readonly fixed: readonly OutputColumn[];
  /** Whether anything asks for the number of the row that a draw is for. */
  readonly readsRows: boolean;
  readonly keys: AttemptKeys;
}

export interface RedrawnRows {
  /** What members have made of these rows; changed in place. */
  readonly earlier: Map<string, EarlierColumn>;
  readonly redraw: Redraw;
  readonly tally: TallyCheck;
  readonly counted: CountedRows;
}

/**
 * Draws rows anew until every check holds. Round by round the failing rows of a block of 4,096, counted from the table's
 * first row, take the draws of the block's places under keys of the round, in order of their number: what a row ends
 * with follows from the rows of its block up to itself, whatever page asks, and no draw is made that no row looks at.
 * In every round a row gets half as many draws as it has had, so that few rounds are enough for the last rows, too.
 * `range` begins with a block. Throws CHECK_UNSATISFIABLE naming the checks and the row.
 */
export function redrawRows(session: KernelSession, range: PageRange, rows: RedrawnRows): void {
  const { earlier, redraw, tally, counted } = rows;
  const refused = judge(redraw.checks, range, { earlier, tally, counted });
  let blocks = blocksOf(refused, range.rowCount);
  if (blocks.length === 0) return;
  const columns = startColumns(session, range, rows);
  try {
    for (let round = 1; blocks.length > 0; round++) {
      redraw.keys.use(round);
      for (const block of blocks) drawAgain(session, block, { ...rows, range, columns });
      blocks = blocks.filter(({ failing }) => failing.length > 0);
    }
  } finally {
    redraw.keys.use(0);
  }
  for (const [name, column] of columns.replaced)
    earlier.set(name, { ...getEarlier(earlier, name), vector: column.finish() });
}

/** Rows of one block that still fail, counted from the first row of the range. */
interface Block {
  readonly rowStart: number;
  readonly rowCount: number;
  failing: Int32Array;
  /** Draws that each of them has had. */
  drawn: number;
}

function blocksOf(refused: Uint8Array, rowCount: number): Block[] {
  const blocks: Block[] = [];
  const rows = new Int32Array(rowCount);
  for (let rowStart = 0; rowStart < rowCount; rowStart += BLOCK_ROWS) {
    const rowEnd = Math.min(rowStart + BLOCK_ROWS, rowCount);
    const failing = rows.subarray(rowStart, rowEnd);
    let count = 0;
    // Written at every row, kept at some: half of the branches would be guessed wrong.
    for (let row = rowStart; row < rowEnd; row++) {
      failing[count] = row;
      count += refused[row]!;
    }
    if (count > 0)
      blocks.push({ rowStart, rowCount: rowEnd - rowStart, failing: failing.subarray(0, count), drawn: 1 });
  }
  return blocks;
}

interface RangeColumns {
  readonly replaced: ReadonlyMap<string, ReplacedColumn>;
  /** Entries of fixed text columns: looked up once for all rounds. */
  readonly offsets: ReadonlyMap<string, Uint32Array>;
}

function startColumns(session: KernelSession, range: PageRange, { earlier, redraw }: RedrawnRows): RangeColumns {
  const replaced = new Map<string, ReplacedColumn>();
  for (const column of redraw.redrawn.flatMap(({ columns }) => columns)) {
    const { vector } = getEarlier(earlier, column.name);
    replaced.set(column.name, startReplacing(session, { column, vector, page: range }));
  }
  const offsets = new Map<string, Uint32Array>();
  for (const { name, layout } of redraw.fixed)
    if (layout === 'text') offsets.set(name, textOffsets(session, getEarlier(earlier, name).vector));
  return { replaced, offsets };
}

interface Round extends RedrawnRows {
  readonly range: PageRange;
  readonly columns: RangeColumns;
}

/** One round of one block: `perRow` draws next to each other for every failing row; the first good one is taken. */
function drawAgain(session: KernelSession, block: Block, round: Round): void {
  const { failing, drawn } = block;
  if (drawn >= DRAWS_MAX) throw unsatisfiable(round.redraw, round.range.rowStart + failing[0]!);
  const perRow = Math.min(Math.max(drawn >>> 1, 1), ROUND_DRAWS_MAX, DRAWS_MAX - drawn);
  const sliceRows = Math.floor(BLOCK_ROWS / perRow);
  let left = 0;
  for (let from = 0; from < failing.length; from += sliceRows) {
    const rows = failing.subarray(from, from + sliceRows);
    const mark = session.mark();
    const page = candidatesOf(rows, { block, perRow, from, round });
    const made = makeMembers(page, round.redraw.redrawn, gatherFixed(session, block, { ...round, page }));
    const { from: draws, to } = judgeDraws(page, made, { rows, perRow, round });
    for (const [name, column] of round.columns.replaced)
      column.take(getEarlier(made, name).vector, { from: draws, to });
    session.release(mark);
    // Rows that fail again have moved to the front of theirs.
    failing.copyWithin(left, from, from + rows.length - to.length);
    left += rows.length - to.length;
  }
  block.failing = failing.subarray(0, left);
  block.drawn += perRow;
}

interface Slice {
  readonly block: Block;
  readonly perRow: number;
  /** Failing rows of the block before those of the slice. */
  readonly from: number;
  readonly round: Round;
}

/** Draws at the places that the rows have among the failing ones, block after block. */
function candidatesOf(failing: Int32Array, { block, perRow, from, round: { range, redraw } }: Slice): PageRange {
  const rowStart = (range.rowStart + block.rowStart + from) * perRow;
  const page = { rowStart, rowCount: failing.length * perRow };
  if (!redraw.readsRows && redraw.fixed.length === 0) return page;
  const rows = new Float64Array(page.rowCount);
  for (let i = 0, draw = 0; i < failing.length; i++)
    for (const end = draw + perRow; draw < end; draw++) rows[draw] = range.rowStart + failing[i]!;
  return { ...page, rows };
}

/** What stays as it is, at the rows of the candidates. */
function gatherFixed(
  session: KernelSession,
  block: Block,
  { earlier, redraw, range, columns, page }: Round & { readonly page: PageRange },
): Map<string, EarlierColumn> {
  const made = new Map<string, EarlierColumn>();
  if (redraw.fixed.length === 0) return made;
  const first = range.rowStart + block.rowStart;
  const indexes = new Int32Array(page.rowCount);
  for (let i = 0; i < indexes.length; i++) indexes[i] = page.rows![i]! - first;
  for (const output of redraw.fixed) {
    const slice = sliceVector(getEarlier(earlier, output.name).vector, {
      ...block,
      offsets: columns.offsets.get(output.name),
    });
    const gathering = startGathering(session, { ...output, rowCount: page.rowCount });
    gathering.append(slice, indexes, 0, page.rowCount);
    made.set(output.name, { output, vector: gathering.finish() });
  }
  return made;
}

interface Judging {
  readonly rows: Int32Array;
  readonly perRow: number;
  readonly round: Round;
}

/** What a round gives: used again by the next one. */
const [TAKEN_FROM, TAKEN_TO] = [new Int32Array(BLOCK_ROWS), new Int32Array(BLOCK_ROWS)];

/** Which rows take which draw; those that fail again are put in front. */
function judgeDraws(page: PageRange, made: EarlierColumns, { rows: failing, perRow, round }: Judging): TakenRows {
  const { redraw, tally, counted } = round;
  const places = { from: placeOf(failing, counted.from) * perRow, to: placeOf(failing, counted.to) * perRow };
  const isRefused = judge(redraw.checks, page, { earlier: made, tally, counted: places, perRow });
  let [taken, left] = [0, 0];
  for (let i = 0, first = 0; i < failing.length; i++, first += perRow) {
    let draw = first;
    if (perRow > 1) for (const last = first + perRow - 1; draw < last && isRefused[draw] === 1; ) draw++;
    const isOut = isRefused[draw]!;
    const row = failing[i]!;
    // Written at every row, kept at some.
    TAKEN_FROM[taken] = draw;
    TAKEN_TO[taken] = row;
    failing[left] = row;
    taken += 1 - isOut;
    left += isOut;
  }
  return { from: TAKEN_FROM.subarray(0, taken), to: TAKEN_TO.subarray(0, taken) };
}

/** How many of the rows, which ascend, come before this one. */
function placeOf(rows: Int32Array, row: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

function unsatisfiable({ tableName, checks }: Redraw, row: number): AppError {
  const names = checks.map(({ name }) => `"${name}"`).join(', ');
  return new AppError(
    'CHECK_UNSATISFIABLE',
    `${tableName}, row ${row}: none of ${DRAWS_MAX} draws satisfies the check ${names}; widen the columns that it reads`,
  );
}
