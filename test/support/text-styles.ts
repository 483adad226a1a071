import type { SqlStyle, TextStyle } from '../../shared/text/text-style.ts';

/** SQL with the defaults of an output specification. */
export function sqlStyle(members: Partial<SqlStyle> = {}): SqlStyle {
  return {
    format: 'sql',
    dialect: 'postgresql',
    statement: 'insert',
    rows_per_statement: 500,
    create_table: false,
    ...members,
  };
}

/** Every way to write rows as text. */
export function everyTextStyle(): TextStyle[] {
  return [
    { format: 'csv' },
    { format: 'csv', csv: { escape_formulas: true } },
    { format: 'json' },
    { format: 'jsonl' },
    sqlStyle({ statement: 'copy' }),
    sqlStyle({ rows_per_statement: 7 }),
    sqlStyle({ rows_per_statement: 1, create_table: true }),
    sqlStyle({ dialect: 'mysql', rows_per_statement: 100 }),
    sqlStyle({ dialect: 'sqlite' }),
  ];
}
