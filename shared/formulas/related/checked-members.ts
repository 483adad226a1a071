import type { GroupOf, MemberGroup } from '../../contracts/plan.ts';
import { columnsMadeBy, columnsReadBy } from '../../relations/member-columns.ts';

type PlannedCheck = NonNullable<GroupOf<'related'>['checks']>[number];

/** Checks that a new draw of some member can change together: a row is drawn anew until all of them hold. */
export interface CheckSet {
  readonly checks: readonly PlannedCheck[];
  /** Members that these checks read, directly or through others, in order. */
  readonly needed: readonly MemberGroup[];
  /** Those of them that a row gets anew when it fails, by chance or because what they read was drawn anew. */
  readonly redrawn: readonly MemberGroup[];
}

/** What a related group's checks do to its members. */
export interface CheckedMembers {
  readonly sets: readonly CheckSet[];
  /** Those that some check reads, directly or through others. */
  readonly needed: ReadonlySet<MemberGroup>;
  /** Those that no check needs and that read what may be drawn anew: made last. */
  readonly late: ReadonlySet<MemberGroup>;
}

export function checkedMembers(group: Pick<GroupOf<'related'>, 'members' | 'checks'>): CheckedMembers {
  const { members } = group;
  const sets = checkSets(group);
  const needed = new Set(sets.flatMap((set) => set.needed));
  const changing = new Set(sets.flatMap((set) => set.redrawn).flatMap(columnsMadeBy));
  const late = new Set<MemberGroup>();
  for (const member of members) {
    if (needed.has(member) || !columnsReadBy(member).some((name) => changing.has(name))) continue;
    late.add(member);
    for (const name of columnsMadeBy(member)) changing.add(name);
  }
  return { sets, needed, late };
}

/** Checks that share a member which can be drawn anew come into one set. */
function checkSets({ members, checks = [] }: Pick<GroupOf<'related'>, 'members' | 'checks'>): CheckSet[] {
  let sets: { checks: PlannedCheck[]; needed: ReadonlySet<MemberGroup> }[] = [];
  for (const check of checks) {
    const needed = membersNeeded(members, check.reads);
    const isShared = (set: (typeof sets)[number]) =>
      [...needed].some((member) => canBeRedrawn(member) && set.needed.has(member));
    const joined = sets.filter(isShared);
    const all = {
      checks: [...joined.flatMap((set) => set.checks), check],
      needed: new Set([...needed, ...joined.flatMap((set) => [...set.needed])]),
    };
    sets = [...sets.filter((set) => !joined.includes(set)), all];
  }
  return sets.map((set) => {
    const needed = members.filter((member) => set.needed.has(member));
    return { checks: set.checks, needed, redrawn: redrawnOf(needed) };
  });
}

/** The makers of these columns, and of what those read. */
export function membersNeeded(members: readonly MemberGroup[], columnNames: readonly string[]): Set<MemberGroup> {
  const wanted = new Set(columnNames);
  const needed = new Set<MemberGroup>();
  for (const member of members.toReversed()) {
    if (!columnsMadeBy(member).some((name) => wanted.has(name))) continue;
    needed.add(member);
    for (const name of columnsReadBy(member)) wanted.add(name);
  }
  return needed;
}

function redrawnOf(needed: readonly MemberGroup[]): MemberGroup[] {
  const changing = new Set<string>();
  return needed.filter((member) => {
    if (!canBeRedrawn(member) && !columnsReadBy(member).some((name) => changing.has(name))) return false;
    for (const name of columnsMadeBy(member)) changing.add(name);
    return true;
  });
}

/**
 * Keys, unique columns and those that follow from the row's number stay what they are; formulas change only with what
 * they read, or draw themselves.
 */
export function canBeRedrawn(member: MemberGroup): boolean {
  switch (member.kind) {
    case 'foreign_key':
    case 'inherited':
    case 'per_key':
      return false;
    case 'derived':
      return member.draws === true;
    case 'single': {
      const { column } = member;
      if ('unique' in column && column.unique === true) return false;
      if (column.kind === 'uuid') return column.version !== 7;
      return column.kind !== 'sequence' && column.kind !== 'constant' && column.kind !== 'template';
    }
    default:
      return true;
  }
}
