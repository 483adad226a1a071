import type { GroupOf, MemberGroup } from '../../contracts/plan.ts';
import { columnsReadForNulls } from '../../relations/member-columns.ts';
import { type CheckSet, checkedMembers, membersNeeded } from './checked-members.ts';

/**
 * What is needed of a related group to make these columns: another table that reads a column must not pull in all that
 * is related to it, which could lead back to itself. Checks stay where they decide one of the values.
 */
export function onlyNeededFor(group: GroupOf<'related'>, columnNames: readonly string[]): GroupOf<'related'> {
  return onlyNeeded(group, columnNames, columnsReadForNulls);
}

/** The same for their values before any nulls of their own, which is what other columns of the group read. */
export function onlyNeededForValues(group: GroupOf<'related'>, columnNames: readonly string[]): GroupOf<'related'> {
  return onlyNeeded(group, columnNames, () => []);
}

function onlyNeeded(
  group: GroupOf<'related'>,
  columnNames: readonly string[],
  alsoReadBy: (member: MemberGroup) => readonly string[],
): GroupOf<'related'> {
  const { sets } = checkedMembers(group);
  const wanted = new Set(columnNames);
  const kept = new Set<CheckSet>();
  let needed = new Set<MemberGroup>();
  for (let before = -1; before < wanted.size; ) {
    before = wanted.size;
    needed = membersNeeded(group.members, [...wanted]);
    for (const name of [...needed].flatMap(alsoReadBy)) wanted.add(name);
    for (const set of sets) {
      if (!set.redrawn.some((member) => needed.has(member))) continue;
      kept.add(set);
      for (const { reads } of set.checks) for (const name of reads) wanted.add(name);
    }
  }
  const { checks: _all, ...others } = group;
  const checks = [...kept].flatMap((set) => set.checks);
  return {
    ...others,
    members: group.members.filter((member) => needed.has(member)),
    ...(checks.length > 0 && { checks }),
  };
}
