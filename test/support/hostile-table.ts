import { everyTypeColumns } from './every-type.ts';
import type { FixedColumn } from './fixed-table.ts';

/** Names that quoting must survive; two of them differ beyond the 63rd byte only. */
export const HOSTILE_NAMES = [
  'select',
  'quo"te',
  "apos'trophe",
  'back\\slash',
  'tick`',
  'sp ace ',
  '$$',
  '\\.',
  '%s;-- /* */',
  'null',
  'ünï 😀',
  '"',
  "');DROP TABLE x;--",
  `${'long '.repeat(20)}one`,
  `${'long '.repeat(20)}two`,
];

/** Texts that literals and fields must survive. */
export const HOSTILE_TEXTS = [
  '',
  "'",
  "''",
  '\\',
  "\\'",
  "it's",
  '\\N',
  '\\.',
  'NULL',
  'line\nbreak',
  'line\r\nbreak',
  '\t',
  'tab\tin',
  'a\0b',
  '\0',
  '$$',
  '$tag$',
  'é😀\u2028',
  '\u0001\u001a\u007f',
  `${"'".repeat(40)}${'\\'.repeat(40)}`,
  `${'x'.repeat(15)}'${'y'.repeat(16)}\\`,
  '; DROP TABLE x; --',
  '/* ',
  'x'.repeat(70_000),
  ' leading and trailing ',
];

/** The column that holds the row number: databases keep no order. */
export const ROW_COLUMN = 'row';

/** A column of hostile texts, plain and coded, under every hostile name, and one of every type. PostgreSQL has no year 0. */
export function hostileColumns(rows: number): FixedColumn[] {
  const texts = HOSTILE_NAMES.map(
    (name, column): FixedColumn => ({
      name,
      type: { name: column % 2 === 0 ? 'string' : 'enum' },
      ...(column % 2 === 0 ? {} : { layout: 'codes8' as const }),
      values: Array.from({ length: rows }, (_, row) =>
        (row + column) % 11 === 7 ? null : HOSTILE_TEXTS[(row + column) % HOSTILE_TEXTS.length]!,
      ),
    }),
  );
  const types = everyTypeColumns(rows).map((column) => ({
    ...column,
    values:
      column.type.name === 'date' ? column.values.map((days) => (days === -719_528 ? -719_162 : days)) : column.values,
  }));
  const number: FixedColumn = {
    name: ROW_COLUMN,
    type: { name: 'int32' },
    values: Array.from({ length: rows }, (_, row) => row),
  };
  return [number, ...texts, ...types.filter(({ type }) => type.name !== 'string' && type.name !== 'enum')];
}
