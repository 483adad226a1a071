import type { PageRange } from '../columns/column-program.ts';
import type { StreamScope } from '../columns/stream-scope.ts';
import type { ForeignKeySpec } from '../contracts/foreign-key.ts';
import type { PlannedChildren } from '../contracts/plan.ts';
import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import { BLOCK_PARENTS, compileChildrenDraws, type DrawChildren, type OwningRule, rowsUpTo } from './children-draws.ts';

/** For every row of a page: its parent, its place among that parent's rows, and how many those are. */
export interface OwnedRows {
  readonly parents: Float64Array;
  readonly ordinals: Float64Array;
  readonly siblings: Float64Array;
}

export interface OwnedRowsProgram {
  readonly scratchBytes: number;
  bind(session: KernelSession): (page: PageRange, out: OwnedRows) => void;
}

/**
 * Who owns which rows. The rows of one parent follow each other, parents in their own order; the parent of a row is
 * found from the planned sums of its block and the draws within the block, without reading the parent table.
 */
export function compileOwnedRows(
  key: ForeignKeySpec,
  rule: OwningRule,
  { scope, children }: { scope: StreamScope; children: PlannedChildren },
): OwnedRowsProgram {
  const draws = compileChildrenDraws(key, rule, scope);
  return {
    scratchBytes: draws.scratchBytes,
    bind(session) {
      const sums = scope.blockSums?.get(children.block_sums);
      invariant(sums !== undefined, 'the sums of an owning key come with the plan that names them');
      return bindFill(bindBlocks(draws.bind(session), rule, { sums, parents: children.parents }));
    },
  };
}

/** Where each parent of one block has its rows: [ends[i], ends[i + 1]) belongs to parent `start` + i. */
interface Block {
  readonly start: number;
  readonly parents: number;
  readonly ends: Float64Array;
}

type FindBlock = (row: number) => Block;

/** The block that holds a row; its arrays are valid until the next call. The last one found is kept. */
function bindBlocks(
  draw: DrawChildren,
  rule: OwningRule,
  { sums: blockSums, parents }: { readonly sums: Float64Array; readonly parents: number },
): FindBlock {
  const sumOfAll = blockSums.at(-1)!;
  const ends = new Float64Array(BLOCK_PARENTS + 1);
  let kept = -1;
  return (row) => {
    const index = firstEndAfter(row, blockSums.length - 1, (block) => rowsUpTo(blockSums[block + 1]!, rule, sumOfAll));
    const start = index * BLOCK_PARENTS;
    const count = Math.min(BLOCK_PARENTS, parents - start);
    if (index !== kept) {
      const sums = ends.subarray(0, count + 1);
      draw(start, sums.subarray(1));
      addUp(sums, blockSums[index]!);
      if (rule.children.total !== undefined)
        for (let i = 0; i <= count; i++) ends[i] = rowsUpTo(ends[i]!, rule, sumOfAll);
      kept = index;
    }
    return { start, parents: count, ends };
  };
}

/** What stands at 1, 2, … becomes sums, with what came before at 0. */
function addUp(values: Float64Array, before: number): void {
  let sum = before;
  values[0] = sum;
  for (let i = 1; i < values.length; i++) {
    sum += values[i]!;
    values[i] = sum;
  }
}

/** Block by block. `ended`: how many parents end at each row of the page; kept between pages, all zeros in between. */
function bindFill(findBlock: FindBlock): (page: PageRange, out: OwnedRows) => void {
  let ended = new Int32Array(0);
  return ({ rowStart, rowCount }, out) => {
    if (ended.length < rowCount) ended = new Int32Array(rowCount);
    for (let at = 0; at < rowCount; ) {
      const { start, parents, ends } = findBlock(rowStart + at);
      const first = firstEndAfter(rowStart + at, parents, (parent) => ends[parent + 1]!);
      const stop = Math.min(rowCount, ends[parents]! - rowStart);
      fillBlock(out, { rowStart, at, stop, start, first }, { ends, ended });
      at = stop;
    }
  };
}

/** Rows [rowStart + at, rowStart + stop), whose first parent is `first` of the block that begins with parent `start`. */
interface BlockRows {
  readonly rowStart: number;
  readonly at: number;
  readonly stop: number;
  readonly start: number;
  readonly first: number;
}

/** Without a branch per parent: how many rows each has nobody could foretell, a processor neither. */
function fillBlock(
  { parents, ordinals, siblings }: OwnedRows,
  { rowStart, at, stop, start, first }: BlockRows,
  { ends, ended }: { readonly ends: Float64Array; readonly ended: Int32Array },
): void {
  for (let parent = first + 1, end = ends[parent]! - rowStart; end < stop; end = ends[++parent]! - rowStart)
    ended[end]!++;
  for (let i = at, parent = first; i < stop; i++) {
    parent += ended[i]!;
    ended[i] = 0;
    const from = ends[parent]!;
    parents[i] = start + parent;
    ordinals[i] = rowStart + i - from;
    siblings[i] = ends[parent + 1]! - from;
  }
}

/** The first place whose end lies beyond `row`. Ends never fall. */
function firstEndAfter(row: number, count: number, endOf: (place: number) => number): number {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (endOf(middle) > row) high = middle;
    else low = middle + 1;
  }
  invariant(low < count && endOf(low) > row, 'a planned table has no row without an owner');
  return low;
}
