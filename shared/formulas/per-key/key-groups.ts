import type { PageRange } from '../../columns/column-program.ts';
import { type EarlierColumns, getEarlier, ordinalsOf, parentRowsOf, readReals } from '../../columns/earlier-columns.ts';
import type { GroupBySpec } from '../../contracts/per-key.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';

/** For every row of a page: which group it belongs to and its place there. */
export interface KeyGroups {
  readonly groups: Float64Array;
  readonly ordinals: Float64Array;
}

/** Of rows that follow each other, the key's own columns say it; of interleaved ones, the row number does. */
export function readKeyGroups(
  session: KernelSession,
  page: PageRange,
  { groupBy, earlier }: { readonly groupBy: GroupBySpec; readonly earlier: EarlierColumns },
): KeyGroups {
  if (groupBy.layout === 'contiguous')
    return {
      groups: readReals(session, getEarlier(earlier, parentRowsOf(groupBy.key)), page.rowCount),
      ordinals: readReals(session, getEarlier(earlier, ordinalsOf(groupBy.key)), page.rowCount),
    };
  const [groups, ordinals] = [new Float64Array(page.rowCount), new Float64Array(page.rowCount)];
  for (let i = 0; i < page.rowCount; i++) {
    const row = page.rowStart + i;
    ordinals[i] = Math.floor(row / groupBy.groups);
    groups[i] = row - ordinals[i]! * groupBy.groups;
  }
  return { groups, ordinals };
}
