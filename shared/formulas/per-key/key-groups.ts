import type { PageRange } from '../../columns/column-program.ts';
import { type EarlierColumns, getEarlier, ordinalsOf, parentRowsOf, readReals } from '../../columns/earlier-columns.ts';
import type { GroupBySpec } from '../../contracts/per-key.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';

/** For every row of a page: which group it belongs to and its place there. Arrays may be longer than the page. */
export interface KeyGroups {
  readonly groups: Float64Array;
  readonly ordinals: Float64Array;
  /**
   * Where the row's group keeps what it carries from one of its rows to the next, below `slotCount`. Rows come in
   * ascending order; what a slot holds before the first row of a group is arbitrary.
   */
  readonly slots: Int32Array;
  readonly slotCount: number;
}

type ReadKeyGroups = (page: PageRange, earlier: EarlierColumns) => KeyGroups;

/**
 * Of rows that follow each other, the key's own columns say it; of interleaved ones, the row number does. An answer is
 * good until the next page.
 */
export function createGroupReader(session: KernelSession, groupBy: GroupBySpec): ReadKeyGroups {
  return groupBy.layout === 'contiguous' ? readContiguous(session, groupBy.key) : readInterleaved(groupBy.groups);
}

/** One slot is enough: a group ends before the next one begins. */
function readContiguous(session: KernelSession, key: string): ReadKeyGroups {
  let slots = new Int32Array(0);
  return ({ rowCount }, earlier) => {
    if (slots.length < rowCount) slots = new Int32Array(rowCount);
    return {
      groups: readReals(session, getEarlier(earlier, parentRowsOf(key)), rowCount),
      ordinals: readReals(session, getEarlier(earlier, ordinalsOf(key)), rowCount),
      slots,
      slotCount: 1,
    };
  };
}

/** A slot for every group of the page's window. */
function readInterleaved(groupCount: number): ReadKeyGroups {
  let [groups, ordinals, slots] = [new Float64Array(0), new Float64Array(0), new Int32Array(0)];
  return ({ rowStart, rowCount, keys = { first: 0, count: 0 } }) => {
    if (slots.length < rowCount)
      [groups, ordinals, slots] = [new Float64Array(rowCount), new Float64Array(rowCount), new Int32Array(rowCount)];
    let ordinal = Math.floor(rowStart / groupCount);
    let group = rowStart - ordinal * groupCount;
    for (let i = 0; i < rowCount; i++) {
      groups[i] = group;
      ordinals[i] = ordinal;
      slots[i] = group >= keys.first ? group - keys.first : group - keys.first + groupCount;
      if (++group === groupCount) {
        group = 0;
        ordinal++;
      }
    }
    return { groups, ordinals, slots, slotCount: keys.count };
  };
}
