import type { GroupOf, MemberGroup } from '../../contracts/plan.ts';
import { columnsMadeBy, columnsReadBy } from '../member-columns.ts';

/** What a related group's checks do to its members. */
export interface CheckedMembers {
  /** Those that a check reads, directly or through others. */
  readonly needed: ReadonlySet<MemberGroup>;
  /** Those of them that a row gets anew when it fails, by chance or because what they read was drawn anew. */
  readonly redrawn: ReadonlySet<MemberGroup>;
  /** Those that no check needs and that read what may be drawn anew: made last. */
  readonly late: ReadonlySet<MemberGroup>;
}

export function checkedMembers({ members, checks = [] }: GroupOf<'related'>): CheckedMembers {
  const wanted = new Set(checks.flatMap(({ reads }) => reads));
  const needed = new Set<MemberGroup>();
  for (const member of members.toReversed()) {
    if (!columnsMadeBy(member).some((name) => wanted.has(name))) continue;
    needed.add(member);
    for (const name of columnsReadBy(member)) wanted.add(name);
  }
  const [redrawn, late] = [new Set<MemberGroup>(), new Set<MemberGroup>()];
  const changing = new Set<string>();
  for (const member of members) {
    const follows = columnsReadBy(member).some((name) => changing.has(name));
    if (needed.has(member) ? !follows && !canBeRedrawn(member) : !follows) continue;
    (needed.has(member) ? redrawn : late).add(member);
    for (const name of columnsMadeBy(member)) changing.add(name);
  }
  return { needed, redrawn, late };
}

/** Keys, sequences and unique columns stay what they are; formulas change only with what they read, or draw themselves. */
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
      const isFixed = column.kind === 'sequence' || column.kind === 'constant';
      return !isFixed && !('unique' in column && column.unique === true);
    }
    default:
      return true;
  }
}
