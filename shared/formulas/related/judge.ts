import type { PageRange, TallyCheck } from '../../columns/column-program.ts';
import type { EarlierColumns } from '../../columns/earlier-columns.ts';
import type { BoundCheck } from './bind-check.ts';

/** From one on, up to another one that is not counted. */
export interface CountedRows {
  readonly from: number;
  readonly to: number;
}

export interface Judging {
  readonly earlier: EarlierColumns;
  readonly tally: TallyCheck;
  /** Other draws are for the sake of other pages. */
  readonly counted: CountedRows;
  /** Draws of one row that lie next to each other; those behind the first good one are not counted. One by default. */
  readonly perRow?: number;
}

/** 1 for every draw that some check refuses; good until the next call with the same checks. */
export function judge(checks: readonly BoundCheck[], page: PageRange, judging: Judging): Uint8Array {
  const { rowCount } = page;
  const failed = checks.map(({ fails }) => fails(page, judging.earlier));
  const [only] = failed;
  const isRefused = failed.length === 1 && only !== undefined ? only : new Uint8Array(rowCount);
  if (failed.length > 1)
    for (const fails of failed) for (let i = 0; i < rowCount; i++) isRefused[i] = isRefused[i]! | fails[i]!;
  count(isRefused, failed, { checks, page, judging });
  return isRefused;
}

interface Counting {
  readonly checks: readonly BoundCheck[];
  readonly page: PageRange;
  readonly judging: Judging;
}

function count(
  isRefused: Uint8Array,
  failed: readonly Uint8Array[],
  { checks, page, judging: { tally, counted, perRow = 1 } }: Counting,
): void {
  const [from, to] = [counted.from, Math.min(counted.to, page.rowCount)];
  const seen = perRow === 1 ? undefined : seenDraws(isRefused, perRow, page.rowCount);
  for (const [index, { name }] of checks.entries()) {
    const fails = failed[index]!;
    let [draws, rejections] = [0, 0];
    if (seen === undefined) {
      draws = to - from;
      for (let i = from; i < to; i++) rejections += fails[i]!;
    } else
      for (let i = from; i < to; i++) {
        draws += seen[i]!;
        rejections += seen[i]! & fails[i]!;
      }
    if (draws > 0) tally(name, { draws, rejections });
  }
}

/** 1 for every draw up to the first good one of its row. */
function seenDraws(isRefused: Uint8Array, perRow: number, rowCount: number): Uint8Array {
  const seen = new Uint8Array(rowCount);
  for (let i = 0; i < rowCount; i++) seen[i] = i % perRow === 0 ? 1 : seen[i - 1]! & isRefused[i - 1]!;
  return seen;
}
