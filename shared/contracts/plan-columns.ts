import { listJsonLeaves } from './json-node.ts';
import type { ColumnGroup, PlacedColumn, PlannedTable } from './plan.ts';

/** The columns of the spec that a planned group makes, hidden ones included. */
export function placedColumnsOf(group: ColumnGroup): readonly PlacedColumn[] {
  switch (group.kind) {
    case 'single':
    case 'derived':
    case 'per_key':
      return [group];
    case 'entity':
    case 'foreign_key':
    case 'correlated':
      return group.columns;
    case 'inherited':
      return [];
    case 'related':
      return group.members.flatMap(placedColumnsOf);
  }
}

/** Values that a row of a planned table's output has room for: one per column, or one per leaf of a nested one. */
export function outputLeafCount({ groups }: Pick<PlannedTable, 'groups'>): number {
  let count = 0;
  for (const { position, column } of groups.flatMap(placedColumnsOf)) {
    if (position === undefined) continue;
    count += column.kind === 'json' && column.as === 'nested' ? listJsonLeaves(column.value).length : 1;
  }
  return count;
}

/** Names of a planned table's columns in output order. */
export function outputColumnNames({ groups }: Pick<PlannedTable, 'groups'>): string[] {
  const names: string[] = [];
  for (const { position, column } of groups.flatMap(placedColumnsOf))
    if (position !== undefined) names[position] = column.name;
  return names;
}
