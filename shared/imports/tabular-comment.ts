import type { SchemaDraft } from './schema-draft.ts';

/**
 * What our own exports put into scripts for what DDL cannot say: in a comment on a table or column of PostgreSQL, or
 * behind `-- tabular: ` in a script of any dialect, where it names its place:
 * `{"table": "orders", "column": "total", "spec": {…}}`, without `table` for the document as a whole.
 */
export function applyTabularComment(text: string, draft: SchemaDraft): void {
  const comment = parseTabularText(text);
  const spec = comment?.['spec'];
  if (comment === undefined || typeof spec !== 'object' || spec === null) {
    draft.note({ message: 'a "tabular:" comment cannot be read: expected a JSON object with spec' });
    return;
  }
  const { table, column } = comment;
  if (table === undefined) {
    draft.document = spec as Record<string, unknown>;
    return;
  }
  const owner = draft.tables.get(String(table));
  const target = column === undefined ? owner : owner?.columns.find(({ name }) => name === column);
  if (target === undefined) draft.note({ message: `a "tabular:" comment is of the unknown table or column ${table}` });
  else target.spec = spec as Record<string, unknown>;
}

/** The JSON object of a comment, or undefined. */
export function parseTabularText(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
