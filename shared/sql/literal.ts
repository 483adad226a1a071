import type { ColumnType } from '../columns/column-type.ts';
import type { SqlDialect } from '../contracts/spec-document.ts';

/**
 * How values of a type stand in an INSERT. `bare`: the canonical text as it is. `quoted`: between apostrophes, with
 * nothing in it to escape. `text`: between apostrophes and escaped. `boolean`: one of BOOLEAN_WORDS.
 * `binary`: hexadecimal digits behind one of BINARY_OPENINGS.
 */
export type LiteralForm = 'bare' | 'quoted' | 'text' | 'boolean' | 'binary';

/** Digits that SQLite keeps of a number with a fraction: it has doubles alone. */
const SQLITE_DIGITS_MAX = 15;
/** What stands for U+0000 in PostgreSQL, which cannot store it, and in SQLite, whose statements it would end. */
const REPLACEMENT = '\uFFFD';

/** False and true. SQLite knew the words only from 3.23 on. */
export const BOOLEAN_WORDS: Readonly<Record<SqlDialect, readonly [isFalse: string, isTrue: string]>> = {
  postgresql: ['false', 'true'],
  mysql: ['FALSE', 'TRUE'],
  sqlite: ['0', '1'],
};

/**
 * What stands before the hexadecimal digits of bytes; behind them comes an apostrophe.
 *
 * Source: PostgreSQL manual 8.4.1, MySQL reference manual 9.1.4, SQLite lang_expr.
 */
export const BINARY_OPENINGS: Readonly<Record<SqlDialect, string>> = {
  postgresql: "'\\x",
  mysql: "X'",
  sqlite: "X'",
};

/** The same in COPY, where backslashes are doubled and nothing comes behind. */
export const COPY_BINARY_OPENING = '\\\\x';

/** False and true in COPY. */
export const COPY_BOOLEAN_WORDS = ['f', 't'] as const;

/** What COPY's text format has for NULL. */
export const COPY_NULL = '\\N';

/** The form of a type's literals. */
export function literalForm(type: ColumnType, dialect: SqlDialect): LiteralForm {
  switch (type.name) {
    case 'boolean':
      return 'boolean';
    case 'int32':
    case 'int64':
    case 'float32':
    case 'float64':
      return 'bare';
    case 'decimal':
      return isDecimalText(type, dialect) ? 'quoted' : 'bare';
    case 'date':
    case 'time':
    case 'timestamp':
    case 'uuid':
      return 'quoted';
    case 'binary':
      return 'binary';
    case 'string':
    case 'enum':
    case 'nested':
      return 'text';
  }
}

/** SQLite would make a double of a decimal with more digits than a double holds, so those are its text. */
export function isDecimalText({ precision }: Extract<ColumnType, { name: 'decimal' }>, dialect: SqlDialect): boolean {
  return dialect === 'sqlite' && precision > SQLITE_DIGITS_MAX;
}

/**
 * Whether instants end in `Z`. MySQL knows no zone letter, and gets the wall clock of UTC.
 *
 * Source: MySQL reference manual 11.2.2 and 11.1.3.
 */
export function hasZoneLetter(dialect: SqlDialect): boolean {
  return dialect !== 'mysql';
}

/** The literal of a value by its canonical text (docs/schema.md); `undefined` is NULL. */
export function sqlLiteral(type: ColumnType, text: string | undefined, dialect: SqlDialect): string {
  if (text === undefined) return 'NULL';
  switch (literalForm(type, dialect)) {
    case 'boolean':
      return BOOLEAN_WORDS[dialect][text === 'true' ? 1 : 0];
    case 'bare':
      return text;
    case 'quoted':
      return `'${isInstant(type) && !hasZoneLetter(dialect) ? text.replace(/Z$/, '') : text}'`;
    case 'text':
      return quoteText(text, dialect);
    case 'binary':
      return `${BINARY_OPENINGS[dialect]}${text}'`;
  }
}

/**
 * A text between apostrophes. PostgreSQL and SQLite: apostrophes doubled, U+0000 becomes U+FFFD. MySQL: apostrophes
 * doubled, backslashes doubled, U+0000 is `\0`.
 *
 * Source: PostgreSQL manual 4.1.2.1, SQLite lang_expr, MySQL reference manual 9.1.1.
 */
export function quoteText(text: string, dialect: SqlDialect): string {
  const doubled = text.replaceAll("'", "''");
  if (dialect === 'mysql') return `'${doubled.replaceAll('\\', '\\\\').replaceAll('\0', '\\0')}'`;
  return `'${doubled.replaceAll('\0', REPLACEMENT)}'`;
}

/**
 * A field of COPY's text format by the canonical text of its value; `undefined` is NULL.
 *
 * Source: PostgreSQL manual, COPY, "Text Format".
 */
export function copyField(type: ColumnType, text: string | undefined): string {
  if (text === undefined) return COPY_NULL;
  if (type.name === 'boolean') return COPY_BOOLEAN_WORDS[text === 'true' ? 1 : 0];
  if (type.name === 'binary') return COPY_BINARY_OPENING + text;
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\0', REPLACEMENT);
}

function isInstant(type: ColumnType): boolean {
  return type.name === 'timestamp' && type.isUtc;
}
