import type { GroupOf, MemberGroup } from '../contracts/plan.ts';
import { placedColumnsOf } from '../contracts/plan-columns.ts';
import { inheritedName, ordinalsOf, parentRowsOf, siblingsOf } from './earlier-columns.ts';

/** Names of all columns that a member leaves for others, those of keys included. */
export function columnsMadeBy(member: MemberGroup): string[] {
  const names = placedColumnsOf(member).map(({ column }) => column.name);
  switch (member.kind) {
    case 'foreign_key':
      return [...linksMadeBy(member), ...names];
    case 'inherited':
      return member.parent_columns.map((column) => inheritedName(member.key, column));
    default:
      return names;
  }
}

/** Parent rows; with an owning key also each row's place among its siblings, and how many they are. */
export function linksMadeBy({ key }: GroupOf<'foreign_key'>): string[] {
  if (key.rule.name !== 'owning') return [parentRowsOf(key.name)];
  return [parentRowsOf(key.name), ordinalsOf(key.name), siblingsOf(key.name)];
}

/** Names of the columns that a member needs from members before it. */
export function columnsReadBy(member: MemberGroup): readonly string[] {
  switch (member.kind) {
    case 'foreign_key':
      return member.owner === undefined ? [] : [parentRowsOf(member.owner), ordinalsOf(member.owner)];
    case 'inherited':
      return [parentRowsOf(member.key)];
    case 'derived':
      return member.reads;
    default:
      return [];
  }
}

/**
 * The members that are needed to make these columns, in the order given: another table that reads a column must not
 * pull in all that is related to it, which could lead back to itself.
 */
export function membersNeededFor(members: readonly MemberGroup[], columnNames: readonly string[]): MemberGroup[] {
  const wanted = new Set(columnNames);
  const needed: MemberGroup[] = [];
  for (const member of members.toReversed()) {
    if (!columnsMadeBy(member).some((name) => wanted.has(name))) continue;
    for (const name of columnsReadBy(member)) wanted.add(name);
    needed.unshift(member);
  }
  return needed;
}
