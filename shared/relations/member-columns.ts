import { inheritedName, ordinalsOf, parentRowsOf, siblingsOf } from '../columns/earlier-columns.ts';
import type { GroupOf, MemberGroup } from '../contracts/plan.ts';
import { placedColumnsOf } from '../contracts/plan-columns.ts';
import { listReferences } from '../expressions/list-references.ts';

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
    case 'per_key':
      return member.reads;
    default:
      return [];
  }
}

/** Names of the columns that decide which rows of a member's columns are null. */
export function columnsReadForNulls(member: MemberGroup): string[] {
  return placedColumnsOf(member).flatMap(({ column }) =>
    column.null_when === undefined ? [] : listReferences(column.null_when),
  );
}
