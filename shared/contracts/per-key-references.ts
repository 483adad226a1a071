import type { ColumnSpec } from './column-spec.ts';
import { PER_KEY_KINDS, type PerKeyKind } from './per-key.ts';

export type PerKeyColumn = Extract<ColumnSpec, { kind: PerKeyKind }>;

/** Whether a column's values depend on other rows. */
export function isPerKey(column: ColumnSpec): column is PerKeyColumn {
  return Object.hasOwn(PER_KEY_KINDS, column.kind);
}

/** Whether its values need all rows of their group. */
export function dependsOnGroup({ kind }: PerKeyColumn): boolean {
  return kind === 'sorted' || kind === 'share_of';
}

/** Whether its values need the rows of their group before them. */
export function dependsOnEarlier(column: PerKeyColumn): boolean {
  if (column.kind === 'event_time') return column.gap !== undefined;
  return column.kind === 'running' || column.kind === 'markov' || column.kind === 'lag';
}

/** What the members of such a column refer to: columns, `key.column` of a parent, or in `start` an instant. */
export function referencesOf(column: PerKeyColumn): string[] {
  switch (column.kind) {
    case 'running':
      return typeof column.start === 'string' ? [column.of, column.start] : [column.of];
    case 'lag':
    case 'sorted':
      return [column.of];
    case 'event_time':
      return column.gap === undefined ? [column.start] : [column.start, column.gap];
    case 'share_of':
      return column.weights === undefined ? [column.total] : [column.total, column.weights];
    default:
      return [];
  }
}
