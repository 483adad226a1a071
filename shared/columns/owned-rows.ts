import type { ForeignKeySpec } from '../contracts/foreign-key.ts';
import type { PlannedChildren } from '../contracts/plan.ts';
import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import { BLOCK_PARENTS, compileChildrenDraws, type OwningRule, rowsUpTo } from './children-draws.ts';
import type { PageRange } from './column-program.ts';
import type { StreamScope } from './stream-scope.ts';

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
      const blocks = bindBlocks(draws.bind(session), rule, children);
      return (page, out) => fill(page, out, blocks);
    },
  };
}

/** Where each parent of one block has its rows: [ends[i], ends[i + 1]) belongs to parent `start` + i. */
interface Block {
  readonly start: number;
  readonly parents: number;
  readonly ends: Float64Array;
}

function bindBlocks(draw: (start: number, out: Float64Array) => void, rule: OwningRule, children: PlannedChildren) {
  const { block_ends, parents } = children;
  const sumOfAll = block_ends.at(-1) ?? 0;
  const ends = new Float64Array(BLOCK_PARENTS + 1);
  const drawn = new Float64Array(BLOCK_PARENTS);
  let kept = -1;
  return {
    /** The block that holds this row; its arrays are valid until the next call. */
    find(row: number): Block {
      const index = firstEndAfter(row, block_ends, (sum) => rowsUpTo(sum, rule, sumOfAll));
      const start = index * BLOCK_PARENTS;
      const count = Math.min(BLOCK_PARENTS, parents - start);
      if (index !== kept) {
        draw(start, drawn.subarray(0, count));
        let sum = index === 0 ? 0 : block_ends[index - 1]!;
        ends[0] = rowsUpTo(sum, rule, sumOfAll);
        for (let i = 0; i < count; i++) {
          sum += drawn[i]!;
          ends[i + 1] = rowsUpTo(sum, rule, sumOfAll);
        }
        kept = index;
      }
      return { start, parents: count, ends };
    },
  };
}

function fill({ rowStart, rowCount }: PageRange, out: OwnedRows, blocks: { find(row: number): Block }): void {
  for (let at = 0; at < rowCount; ) {
    const { start, parents, ends } = blocks.find(rowStart + at);
    let parent = firstEndAfter(rowStart + at, ends.subarray(1, parents + 1), (end) => end);
    for (; parent < parents && at < rowCount; parent++) {
      const [first, end] = [ends[parent]!, ends[parent + 1]!];
      for (const stop = Math.min(end - rowStart, rowCount); at < stop; at++) {
        out.parents[at] = start + parent;
        out.ordinals[at] = rowStart + at - first;
        out.siblings[at] = end - first;
      }
    }
  }
}

/** The first place whose end lies beyond `row`. Ends never fall. */
function firstEndAfter(row: number, ends: ArrayLike<number>, endOf: (value: number) => number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (endOf(ends[middle]!) > row) high = middle;
    else low = middle + 1;
  }
  invariant(low < ends.length && endOf(ends[low]!) > row, 'a planned table has no row without an owner');
  return low;
}
