import type { KeyWindow, PageRange } from '../../columns/column-program.ts';
import type { KeyPasses } from './key-passes.ts';

/** What may be kept of all groups while pages follow each other. */
const STATE_BYTES_MAX = 32 * 1024 * 1024;
/** Another run of rows costs as much as so many rows. */
const RUN_ROWS = 200;
/** All groups are worth the rows of so many pages: the next pages go on where this one ends. */
const PAGES_AHEAD = 16;

/** What columns carry: of these groups, whose rows before `rowNext` have been made; gathered groups have all of theirs. */
export interface HeldGroups {
  readonly keys: KeyWindow;
  readonly rowNext: number;
}

/** How a page is made: after the rows of `keys` from `rowFrom` up to the page, and after all of them where none are gathered. */
export interface PageWay {
  readonly keys: KeyWindow;
  readonly rowFrom: number;
  readonly isGathered: boolean;
}

interface Surroundings {
  readonly held: HeldGroups | undefined;
  /** Bytes that are kept of one group. */
  readonly groupBytes: number;
}

/** Of all groups where a page holds them all, or they are few enough and not much more work; else of the page's own. */
export function choosePageWay(page: PageRange, passes: KeyPasses, { held, groupBytes }: Surroundings): PageWay {
  const { groups } = passes.groupBy;
  const all = wayOf({ first: 0, count: groups }, page, { passes, held });
  if (page.rowCount >= groups) return all;
  const own = wayOf({ first: page.rowStart % groups, count: page.rowCount }, page, { passes, held });
  if (groups * groupBytes > STATE_BYTES_MAX) return own;
  return all.rowsBefore <= own.rowsBefore * PAGES_AHEAD ? all : own;
}

interface Passes {
  readonly passes: KeyPasses;
  readonly held: HeldGroups | undefined;
}

function wayOf(
  keys: KeyWindow,
  { rowStart }: PageRange,
  { passes: { groupBy, gathering, carrying, stepsBefore }, held }: Passes,
): PageWay & { readonly rowsBefore: number } {
  const { groups, steps = 0 } = groupBy;
  const isHeld = held !== undefined && held.keys.first === keys.first && held.keys.count === keys.count;
  const isGathered = isHeld || gathering.length === 0;
  const madeUpTo = isHeld && held.rowNext <= rowStart ? held.rowNext : 0;
  const rowFrom = carrying === undefined ? rowStart : Math.max(rowStart - stepsBefore * groups, madeUpTo);
  const stepsToMake = (rowStart - rowFrom) / groups + (isGathered ? 0 : gathering.length * steps);
  const rowsPerStep = keys.count === groups ? groups : keys.count + RUN_ROWS;
  return { keys, rowFrom, isGathered, rowsBefore: stepsToMake * rowsPerStep };
}

interface WindowRows {
  readonly groups: number;
  /** Rows of one range. */
  readonly rowsMax: number;
}

/** The rows of a window's groups among [rowStart, rowEnd), in ascending order, as ranges of rows that follow each other. */
export function* windowRanges(
  { rowStart, rowEnd }: { readonly rowStart: number; readonly rowEnd: number },
  { first, count }: KeyWindow,
  { groups, rowsMax }: WindowRows,
): Generator<{ readonly rowStart: number; readonly rowCount: number }, void> {
  if (count === groups) return yield* cutRange(rowStart, rowEnd, rowsMax);
  // One before the first whole one: a window that goes on from group 0 begins a step earlier.
  for (let run = (Math.floor(rowStart / groups) - 1) * groups + first; run < rowEnd; run += groups)
    yield* cutRange(Math.max(run, rowStart), Math.min(run + count, rowEnd), rowsMax);
}

/** Cut at multiples of `rowsMax`, where blocks of rows begin that checks draw together. */
function* cutRange(
  from: number,
  to: number,
  rowsMax: number,
): Generator<{ readonly rowStart: number; readonly rowCount: number }, void> {
  for (let rowStart = from; rowStart < to; ) {
    const end = Math.min(to, rowStart - (rowStart % rowsMax) + rowsMax);
    yield { rowStart, rowCount: end - rowStart };
    rowStart = end;
  }
}
