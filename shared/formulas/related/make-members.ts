import type { OutputColumn, PageRange } from '../../columns/column-program.ts';
import type { EarlierColumn, EarlierColumns } from '../../columns/earlier-columns.ts';
import type { Vector } from '../../columns/vector.ts';

/** One member of a related group, bound. */
export interface BoundMember {
  readonly columns: readonly OutputColumn[];
  emit(page: PageRange, earlier: EarlierColumns): Vector[];
}

/** Makes members one after the other and adds what they make to `made`, where each finds what came before. */
export function makeMembers(
  page: PageRange,
  members: readonly BoundMember[],
  made: Map<string, EarlierColumn> = new Map(),
): Map<string, EarlierColumn> {
  for (const { columns, emit } of members)
    for (const [index, vector] of emit(page, made).entries())
      made.set(columns[index]!.name, { output: columns[index]!, vector });
  return made;
}
