import type { ForeignKeySpec } from './foreign-key.ts';
import type { TableSpec } from './spec-document.ts';

/** A column of a parent, named `key.column` in expressions and members. */
export interface ParentReference {
  readonly key: ForeignKeySpec;
  readonly column: string;
}

/**
 * The parent's column that a name stands for; undefined where it is a column of the table, which goes first since
 * names may hold dots, or where no key fits.
 */
export function parentReference(
  name: string,
  { columns, foreign_keys = [] }: Pick<TableSpec, 'columns' | 'foreign_keys'>,
): ParentReference | undefined {
  if (columns.some((column) => column.name === name)) return undefined;
  const key = foreign_keys.find((candidate) => name.startsWith(`${candidate.name}.`));
  return key && { key, column: name.slice(key.name.length + 1) };
}
