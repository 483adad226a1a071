import { AppError } from '../../errors/app-error.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import type { OutputColumn, PageRange } from '../column-program.ts';
import type { EarlierColumn, EarlierColumns } from '../earlier-columns.ts';
import type { AttemptKeys } from './attempt-keys.ts';
import type { BoundCheck } from './bind-check.ts';
import { type BoundMember, makeMembers } from './make-members.ts';
import { type ReplacedColumn, startReplacing } from './replace-rows.ts';

/** Draws of one row before it is clear that no other will do. */
export const DRAWS_MAX = 100_000;
/** So many rows made in vain cost less than another round of calls. */
const GAP_ROWS = 64;

export interface Redraw {
  readonly tableName: string;
  readonly checks: readonly BoundCheck[];
  /** Members that checks need, directly or not, in order. */
  readonly members: readonly BoundMember[];
  /** Columns whose values a new draw changes. */
  readonly redrawn: readonly OutputColumn[];
  readonly keys: AttemptKeys;
  /** Told how many draws of the page a check has refused. */
  onRejected(check: string, draws: number): void;
}

/**
 * Draws rows anew until every check holds: attempt by attempt, under keys of the attempt, so that what a row ends with
 * depends on that row alone. Rows that lie close together are made in one go. Changes `earlier` in place. Throws
 * CHECK_UNSATISFIABLE naming the check and the row.
 */
export function redrawRows(
  session: KernelSession,
  page: PageRange,
  { earlier, redraw }: { readonly earlier: Map<string, EarlierColumn>; readonly redraw: Redraw },
): void {
  const all = new Int32Array(page.rowCount);
  for (let row = 0; row < all.length; row++) all[row] = row;
  let failing = judge(page, earlier, { redraw, rows: all, first: 0 }).refused;
  if (failing.length === 0) return;
  const replaced = startAll(session, page, { earlier, redraw });
  for (let attempt = 1; failing.length > 0; attempt++) {
    if (attempt >= DRAWS_MAX) throw unsatisfiable(redraw, page.rowStart + failing[0]!);
    redraw.keys.use(attempt);
    failing = drawAgain(session, page, { failing, redraw, replaced });
  }
  redraw.keys.use(0);
  for (const [name, column] of replaced) earlier.set(name, { ...earlier.get(name)!, vector: column.finish() });
}

type Replaced = ReadonlyMap<string, ReplacedColumn>;

function startAll(
  session: KernelSession,
  page: PageRange,
  { earlier, redraw }: { readonly earlier: EarlierColumns; readonly redraw: Redraw },
): Replaced {
  const replaced = new Map<string, ReplacedColumn>();
  for (const column of redraw.redrawn)
    replaced.set(column.name, startReplacing(session, { column, vector: earlier.get(column.name)!.vector, page }));
  return replaced;
}

interface Attempt {
  /** Rows of the page, ascending. */
  readonly failing: Int32Array;
  readonly redraw: Redraw;
  readonly replaced: Replaced;
}

/** One attempt for all failing rows; those that still fail. */
function drawAgain(session: KernelSession, page: PageRange, { failing, redraw, replaced }: Attempt): Int32Array {
  const left = new Int32Array(failing.length);
  let count = 0;
  for (let from = 0; from < failing.length; ) {
    let to = from + 1;
    while (to < failing.length && failing[to]! - failing[to - 1]! <= GAP_ROWS) to++;
    const rows = failing.subarray(from, to);
    const first = rows[0]!;
    const mark = session.mark();
    const segment = { rowStart: page.rowStart + first, rowCount: rows.at(-1)! - first + 1 };
    const made = makeMembers(segment, redraw.members);
    const { accepted, refused } = judge(segment, made, { redraw, rows, first });
    left.set(refused, count);
    count += refused.length;
    if (accepted.length > 0)
      for (const [name, column] of replaced) column.take(made.get(name)!.vector, { rows: accepted, first });
    session.release(mark);
    from = to;
  }
  return left.subarray(0, count);
}

interface Candidates {
  readonly redraw: Redraw;
  /** Rows of the whole page, ascending; `first` is the one that the page at hand begins with. */
  readonly rows: Int32Array;
  readonly first: number;
}

/** Divides candidate rows by whether all checks hold; every check counts what it refuses itself. */
function judge(
  page: PageRange,
  earlier: EarlierColumns,
  { redraw: { checks, onRejected }, rows, first }: Candidates,
): { accepted: Int32Array; refused: Int32Array } {
  const { length } = rows;
  const isRefused = new Uint8Array(length);
  for (const { name, fails } of checks) {
    const count = addRefusals(isRefused, fails(page, earlier), { rows, first });
    if (count > 0) onRejected(name, count);
  }
  const [accepted, refused] = [new Int32Array(length), new Int32Array(length)];
  let [acceptedCount, refusedCount] = [0, 0];
  // Both lists are written at every row and only one grows: half of the branches would be guessed wrong.
  for (let i = 0; i < length; i++) {
    const row = rows[i]!;
    const isOut = isRefused[i]!;
    accepted[acceptedCount] = row;
    refused[refusedCount] = row;
    acceptedCount += 1 - isOut;
    refusedCount += isOut;
  }
  return { accepted: accepted.subarray(0, acceptedCount), refused: refused.subarray(0, refusedCount) };
}

function addRefusals(
  isRefused: Uint8Array,
  failed: Uint8Array,
  { rows, first }: Pick<Candidates, 'rows' | 'first'>,
): number {
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const fail = failed[rows[i]! - first]!;
    count += fail;
    isRefused[i] = isRefused[i]! | fail;
  }
  return count;
}

function unsatisfiable({ tableName, checks }: Redraw, row: number): AppError {
  const names = checks.map(({ name }) => `"${name}"`).join(', ');
  return new AppError(
    'CHECK_UNSATISFIABLE',
    `${tableName}, row ${row}: none of ${DRAWS_MAX} draws satisfies the check ${names}; widen the columns that it reads`,
  );
}
