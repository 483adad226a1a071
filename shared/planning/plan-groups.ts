import type { ColumnGroup } from '../contracts/plan.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import { invariant } from '../errors/invariant.ts';

/** The columns of a table by what they are drawn from, in the order of each group's first column. */
export function planGroups(table: Pick<TableSpec, 'columns' | 'entities'>): ColumnGroup[] {
  const groups: ColumnGroup[] = [];
  const entityGroups = new Map<string, Extract<ColumnGroup, { kind: 'entity' }>>();
  for (const [position, column] of table.columns.entries()) {
    if (!('entity' in column)) {
      groups.push({ kind: 'single', position, column });
      continue;
    }
    const known = entityGroups.get(column.entity);
    if (known !== undefined) {
      known.columns.push({ position, column });
      continue;
    }
    const entity = table.entities.find(({ name }) => name === column.entity);
    invariant(entity !== undefined, 'a normalised spec declares every entity');
    const group = { kind: 'entity' as const, entity, columns: [{ position, column }] };
    entityGroups.set(column.entity, group);
    groups.push(group);
  }
  return groups;
}
