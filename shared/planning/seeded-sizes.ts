import type { ColumnGroup, Plan } from '../contracts/plan.ts';

/** Whether another seed would give tables other sizes: children of parents are counted from their draws. */
export function sizesDependOnSeed({ tables }: Pick<Plan, 'tables'>): boolean {
  return tables.some(({ groups }) => groups.some(isOwned));
}

function isOwned(group: ColumnGroup): boolean {
  if (group.kind === 'related') return group.members.some(isOwned);
  return group.kind === 'foreign_key' && group.children !== undefined;
}
