import type { ColumnGroup, PlacedColumn, PlannedTable } from './plan.ts';

/** The columns of the spec that a planned group makes, hidden ones included. */
export function placedColumnsOf(group: ColumnGroup): readonly PlacedColumn[] {
  switch (group.kind) {
    case 'single':
      return [group];
    case 'entity':
    case 'foreign_key':
      return group.columns;
    case 'inherited':
      return [];
    case 'related':
      return group.members.flatMap(placedColumnsOf);
  }
}

/** Names of a planned table's columns in output order. */
export function outputColumnNames({ groups }: Pick<PlannedTable, 'groups'>): string[] {
  const names: string[] = [];
  for (const { position, column } of groups.flatMap(placedColumnsOf))
    if (position !== undefined) names[position] = column.name;
  return names;
}
