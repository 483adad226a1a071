import type { OutputColumn } from '../columns/column-program.ts';
import type { ColumnSpec } from '../contracts/column-spec.ts';
import type { ForeignKeySpec } from '../contracts/foreign-key.ts';
import type { SpecDocument, SqlDialect, TableSpec } from '../contracts/spec-document.ts';
import { parseExpression } from '../expressions/parse-expression.ts';
import { renderSql } from '../expressions/render-sql.ts';
import { renderSchema, type SqlTable } from '../sql/create-table.ts';
import { quoteIdentifier, sqlName } from '../sql/identifier.ts';
import { quoteText } from '../sql/literal.ts';
import { TABULAR_COMMENT } from './script-reader.ts';

/** A table of a specification with the columns that it makes, in output order. */
export interface CompiledTable {
  readonly table: TableSpec;
  readonly columns: readonly OutputColumn[];
}

/**
 * The specification as a script that creates its tables, keys and checks. What DDL cannot say stands in comments, on
 * tables and columns for PostgreSQL and behind `--` otherwise, so that an import of the script gives the same
 * specification. Foreign keys come last and may go in circles.
 */
export function writeSchema(spec: SpecDocument, compiled: readonly CompiledTable[], dialect: SqlDialect): string {
  const { tables: _tables, ...document } = spec;
  const tables = compiled.map((one) => sqlTable(one, { spec, dialect }));
  const comments = compiled.flatMap(({ table, columns }) => tableComments(table, columns, dialect));
  return [hiddenComment({ spec: document }), renderSchema(tables, dialect), ...comments].join('\n');
}

interface Surroundings {
  readonly spec: SpecDocument;
  readonly dialect: SqlDialect;
}

function sqlTable({ table, columns }: CompiledTable, { spec, dialect }: Surroundings): SqlTable {
  const { primary_key: primaryKey, foreign_keys: keys = [] } = table;
  const isNamed = (names: readonly string[]) => names.every((name) => columns.some((column) => column.name === name));
  const inPrimaryKey = (name: string) => primaryKey?.includes(name) ?? false;
  return {
    name: table.name,
    columns: columns.map(({ name, type, isNullable, valueBytesMax }) => ({
      name,
      type,
      isNullable: isNullable && !inPrimaryKey(name),
      bytesMax: valueBytesMax,
      isUnique: isOneKey(primaryKey, name) ? false : mustBeUnique(table, name, spec),
    })),
    ...(primaryKey !== undefined && isNamed(primaryKey) && { primaryKey }),
    foreignKeys: keys
      .filter((key) => isNamed(key.columns) && canBeReferred(key, spec))
      .map((key) => ({
        name: `${table.name}_${key.name}_fkey`,
        columns: key.columns,
        references: key.references,
        parentColumns: key.parent_columns,
      })),
    checks: (table.checks ?? []).flatMap(({ name, check }) => {
      const condition = sqlCondition(check, columns, dialect);
      return condition === undefined ? [] : [{ name, condition }];
    }),
  };
}

function isOneKey(key: readonly string[] | undefined, name: string): boolean {
  return key?.length === 1 && key[0] === name;
}

/** Columns that say so, and those that other tables refer to alone: a database wants these to be unique. */
function mustBeUnique(table: TableSpec, name: string, { tables }: SpecDocument): boolean {
  const column = table.columns.find((one) => one.name === name);
  if (column === undefined) return false;
  if ('unique' in column && column.unique === true) return true;
  const isReferred = tables.some(({ foreign_keys: keys = [] }) =>
    keys.some(({ references, parent_columns: parents }) => references === table.name && isOneKey(parents, name)),
  );
  return isReferred && isUniqueByNature(column);
}

function isUniqueByNature(column: ColumnSpec): boolean {
  if ('unique' in column && column.unique === true) return true;
  if (column.kind === 'template') return /\{row/.test(column.template);
  return column.kind === 'sequence' || column.kind === 'uuid' || column.kind === 'email';
}

/** A database takes a foreign key to a primary key or to a unique column alone. */
function canBeReferred({ references, parent_columns: parents }: ForeignKeySpec, { tables }: SpecDocument): boolean {
  const parent = tables.find(({ name }) => name === references);
  const key = parent?.primary_key;
  if (key?.length === parents.length && parents.every((name, index) => key[index] === name)) return true;
  const column = parent?.columns.find(({ name }) => isOneKey(parents, name));
  return column !== undefined && isUniqueByNature(column);
}

/** The check as the dialect says it; checks that read hidden columns or parents have no place in a table. */
function sqlCondition(check: string, columns: readonly OutputColumn[], dialect: SqlDialect): string | undefined {
  const parsed = parseExpression(check);
  if ('faults' in parsed) return undefined;
  return renderSql(parsed.node, {
    dialect: dialect === 'postgresql' ? 'postgres' : dialect,
    column: ([name = '', ...rest]) =>
      rest.length === 0 && columns.some((column) => column.name === name) ? quoteIdentifier(name, dialect) : undefined,
  });
}

/** What DDL does not say of a table and of each of its columns. */
function tableComments(table: TableSpec, columns: readonly OutputColumn[], dialect: SqlDialect): string[] {
  const { columns: specs, foreign_keys: keys, ...members } = table;
  const hidden = specs.flatMap((column, at) => (column.hidden ? [{ at, column }] : []));
  const about = {
    ...members,
    ...(keys !== undefined && { foreign_keys: keys.map((key) => keyMembers(key, members.num_records)) }),
    ...(hidden.length > 0 && { hidden_columns: hidden }),
  };
  const shown = columns.flatMap(({ name }) => specs.find((column) => column.name === name && !column.hidden) ?? []);
  return [
    comment({ table: table.name, spec: about }, dialect),
    ...shown.map((column) => comment({ table: table.name, column: column.name, spec: column }, dialect)),
  ];
}

/** A key as a specification may write it; a total that is the table's number of rows is said there. */
function keyMembers({ rule, optional, ...key }: ForeignKeySpec, numRecords?: number): Record<string, unknown> {
  const base = { ...key, ...(optional > 0 && { optional }) };
  if (rule.name === 'unique_within_owner') return { ...base, unique_within_owner: true };
  if (rule.name === 'owning') {
    const { total, ...children } = rule.children;
    return { ...base, children: total === numRecords ? children : rule.children };
  }
  return rule.name === 'drawn' ? { ...base, choose: rule.choose } : base;
}

interface Comment {
  readonly table: string;
  readonly column?: string;
  readonly spec: unknown;
}

function comment({ table, column, spec }: Comment, dialect: SqlDialect): string {
  if (dialect !== 'postgresql')
    return hiddenComment({
      table: sqlName(table, dialect),
      ...(column !== undefined && { column: sqlName(column, dialect) }),
      spec,
    });
  const place = [table, ...(column === undefined ? [] : [column])]
    .map((name) => quoteIdentifier(name, dialect))
    .join('.');
  const target = column === undefined ? 'TABLE' : 'COLUMN';
  return `COMMENT ON ${target} ${place} IS ${quoteText(TABULAR_COMMENT + JSON.stringify(spec), dialect)};`;
}

/** One line that databases pass over. */
function hiddenComment(about: object): string {
  return `-- ${TABULAR_COMMENT}${JSON.stringify(about)}`;
}
