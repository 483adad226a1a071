import type { ColumnType } from '../columns/column-type.ts';
import type { SqlDialect } from '../contracts/spec-document.ts';
import { quoteIdentifier, quoteIdentifiers } from './identifier.ts';
import { sqlType } from './sql-type.ts';

export interface SqlColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly isNullable: boolean;
  readonly isUnique?: boolean;
  /** UTF-8 bytes of the longest value, where it is known. */
  readonly bytesMax?: number;
}

export interface SqlForeignKey {
  readonly name?: string;
  readonly columns: readonly string[];
  /** The parent table. */
  readonly references: string;
  readonly parentColumns: readonly string[];
}

/** A condition in the dialect's own SQL. */
export interface SqlCheck {
  readonly name?: string;
  readonly condition: string;
}

/** A table as `CREATE TABLE` says it. */
export interface SqlTable {
  readonly name: string;
  readonly columns: readonly SqlColumn[];
  readonly primaryKey?: readonly string[];
  /** Unique keys of several columns. */
  readonly uniqueKeys?: readonly (readonly string[])[];
  readonly foreignKeys?: readonly SqlForeignKey[];
  readonly checks?: readonly SqlCheck[];
}

/** MySQL's usual order of letters takes `a` and `A` for one, which would break unique columns. */
const MYSQL_TABLE_OPTIONS = ' CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/** One `CREATE TABLE`, keys and checks in it, foreign keys left out: other tables may not be there yet. */
export function renderCreateTable(table: SqlTable, dialect: SqlDialect): string {
  return createTable(table, dialect, keyedColumns(table, []));
}

/**
 * Every table of a schema, in the order given, then the foreign keys of all as `ALTER TABLE … ADD CONSTRAINT`, so that
 * tables may refer to each other in a circle. SQLite cannot add them later but takes them in `CREATE TABLE` before the
 * parent is there.
 */
export function renderSchema(tables: readonly SqlTable[], dialect: SqlDialect): string {
  const references = tables.flatMap(({ foreignKeys = [] }) => foreignKeys);
  const created = tables.map((table) => {
    const inline = dialect === 'sqlite' ? table.foreignKeys : undefined;
    return createTable(table, dialect, keyedColumns(table, references), inline);
  });
  const closing = dialect === 'sqlite' ? [] : tables.map((table) => renderForeignKeys(table, dialect));
  return [...created, ...closing].filter((statement) => statement !== '').join('\n');
}

/** The foreign keys of a table as statements of their own; empty text when it has none. */
export function renderForeignKeys({ name, foreignKeys = [] }: SqlTable, dialect: SqlDialect): string {
  const table = quoteIdentifier(name, dialect);
  return foreignKeys.map((key) => `ALTER TABLE ${table} ADD ${foreignKeyClause(key, dialect)};\n`).join('');
}

function createTable(
  table: SqlTable,
  dialect: SqlDialect,
  keyed: ReadonlySet<string>,
  foreignKeys: readonly SqlForeignKey[] = [],
): string {
  const { primaryKey = [], uniqueKeys = [], checks = [] } = table;
  const clauses = [
    ...table.columns.map((column) => columnClause(column, dialect, keyed.has(column.name))),
    ...(primaryKey.length > 0 ? [`PRIMARY KEY (${quoteIdentifiers(primaryKey, dialect)})`] : []),
    ...uniqueKeys.map((columns) => `UNIQUE (${quoteIdentifiers(columns, dialect)})`),
    ...checks.map(({ name, condition }) => `${constraintName(name, dialect)}CHECK (${condition})`),
    ...foreignKeys.map((key) => foreignKeyClause(key, dialect)),
  ];
  const options = dialect === 'mysql' ? MYSQL_TABLE_OPTIONS : '';
  return `CREATE TABLE ${quoteIdentifier(table.name, dialect)} (\n  ${clauses.join(',\n  ')}\n)${options};\n`;
}

function columnClause(column: SqlColumn, dialect: SqlDialect, isKeyed: boolean): string {
  const type = sqlType({ ...column, isKeyed }, dialect);
  const rules = `${column.isNullable ? '' : ' NOT NULL'}${column.isUnique ? ' UNIQUE' : ''}`;
  return `${quoteIdentifier(column.name, dialect)} ${type}${rules}`;
}

function foreignKeyClause({ name, columns, references, parentColumns }: SqlForeignKey, dialect: SqlDialect): string {
  const parent = `${quoteIdentifier(references, dialect)} (${quoteIdentifiers(parentColumns, dialect)})`;
  return `${constraintName(name, dialect)}FOREIGN KEY (${quoteIdentifiers(columns, dialect)}) REFERENCES ${parent}`;
}

function constraintName(name: string | undefined, dialect: SqlDialect): string {
  return name === undefined ? '' : `CONSTRAINT ${quoteIdentifier(name, dialect)} `;
}

/** Columns of any key of this table, or of keys of others that refer to it. */
function keyedColumns(table: SqlTable, references: readonly SqlForeignKey[]): ReadonlySet<string> {
  const { primaryKey = [], uniqueKeys = [], foreignKeys = [], columns } = table;
  return new Set([
    ...primaryKey,
    ...uniqueKeys.flat(),
    ...columns.filter(({ isUnique }) => isUnique).map(({ name }) => name),
    ...foreignKeys.flatMap((key) => key.columns),
    ...references.filter((key) => key.references === table.name).flatMap((key) => key.parentColumns),
  ]);
}
