import type { NameMeaning } from '../contracts/name-meaning.ts';
import { mergeLimits, NO_LIMITS, readLimits } from './check-limits.ts';
import { chooseColumn } from './choose-column.ts';
import { type ChosenKey, chooseKeys, type TableKeys } from './choose-keys.ts';
import { expressionText } from './expression-text.ts';
import { NAME_MEANINGS } from './name-meanings.ts';
import type { ImportNote, SourceCheck, SourceSchema, SourceTable } from './source-schema.ts';
import { columnsOf } from './sql-expression.ts';
import type { Members } from './type-columns.ts';

export interface BuildOptions {
  /** The specification's name. */
  readonly name: string;
  /** Rows per table; tables that it does not name have none. Without it the source's own counts hold. */
  readonly rowCounts?: ReadonlyMap<string, number>;
  /** Multiplies every table's rows; 1 when absent. */
  readonly scale?: number;
  /** Rules that come before NAME_MEANINGS. */
  readonly meanings?: readonly NameMeaning[];
}

/** A specification in the accepted spelling, not yet normalised, and what of the source it does not say. */
export interface ImportedSpec {
  readonly spec: Readonly<Record<string, unknown>> & { readonly tables: Readonly<Record<string, ImportedTable>> };
  readonly notes: readonly ImportNote[];
}

export interface ImportedTable extends Readonly<Record<string, unknown>> {
  readonly columns: readonly Members[];
}

/** Rows of a table that nothing tells of. */
export const ROWS_DEFAULT = 1_000;
const SEED_DEFAULT = 1;

/** A specification for the tables of any source. Whatever is not taken along is in the notes. */
export function buildSpec(schema: SourceSchema, options: BuildOptions): ImportedSpec {
  const builder = new SpecBuilder(schema, options);
  return builder.build();
}

class SpecBuilder {
  readonly #schema: SourceSchema;
  readonly #options: BuildOptions;
  readonly #notes: ImportNote[];
  readonly #meanings: readonly NameMeaning[];

  constructor(schema: SourceSchema, options: BuildOptions) {
    this.#schema = schema;
    this.#options = options;
    this.#notes = [...schema.notes];
    this.#meanings = [...(options.meanings ?? []), ...NAME_MEANINGS];
  }

  build(): ImportedSpec {
    const withColumns = this.#schema.tables.filter((table) => this.#hasColumns(table));
    const tables = new Map(withColumns.map((table) => [table.name, table]));
    const keys = chooseKeys({ tables, rowsOf: (name) => this.#rowsOf(tables.get(name)) });
    const built = withColumns.map(
      (table) => [String(table.spec?.['name'] ?? table.name), this.#buildTable(table, keys.get(table.name)!)] as const,
    );
    const head = { spec_version: 1, name: this.#options.name, seed: SEED_DEFAULT, ...this.#schema.document };
    return { spec: { ...head, tables: Object.fromEntries(built) }, notes: this.#notes };
  }

  #hasColumns(table: SourceTable): boolean {
    if (table.columns.length > 0) return true;
    this.#notes.push({ table: table.name, message: 'has no columns: it is left out' });
    return false;
  }

  #rowsOf(table: SourceTable | undefined): number {
    const { rowCounts, scale = 1 } = this.#options;
    if (table === undefined) return 0;
    const exported = table.spec?.['num_records'];
    const own = table.rowCount ?? (typeof exported === 'number' ? exported : ROWS_DEFAULT);
    return Math.round((rowCounts === undefined ? own : (rowCounts.get(table.name) ?? 0)) * scale);
  }

  #buildTable(table: SourceTable, keys: TableKeys): ImportedTable {
    // An export of ours says everything; only the columns' names and order are the script's.
    if (table.spec !== undefined) return this.#exportedTable(table, table.spec, keys);
    for (const message of keys.notes) this.#notes.push({ table: table.name, message });
    const { primaryKey, comment } = table;
    const columns = this.#columns(table, keys);
    const composite = keys.keys.filter(({ columns: names }) => names.length > 1).map(compositeKey);
    const checks = this.#checks(table, columns);
    return {
      ...(comment !== undefined && { description: comment }),
      num_records: keys.numRecords,
      ...(primaryKey !== undefined && { primary_key: primaryKey.length === 1 ? primaryKey[0] : primaryKey }),
      columns,
      ...(composite.length > 0 && { foreign_keys: composite }),
      ...(checks.length > 0 && { checks }),
    };
  }

  #exportedTable(table: SourceTable, spec: Members, keys: TableKeys): ImportedTable {
    const { hidden_columns: hidden = [], name: _name, ...members } = spec;
    const { rowCounts, scale } = this.#options;
    const columns = this.#columns(table, keys);
    for (const { at, column } of hidden as readonly { at: number; column: Members }[]) columns.splice(at, 0, column);
    const isResized = rowCounts !== undefined || scale !== undefined;
    return { ...members, ...(isResized && { num_records: keys.numRecords }), columns };
  }

  #columns(table: SourceTable, keys: TableKeys): Members[] {
    const limits = readLimits(table.checks.map(({ expression }) => expression));
    const owned = new Map(keys.keys.flatMap((key) => key.columns.map((column) => [column, key] as const)));
    return table.columns.map((column) => {
      const key = owned.get(column.name);
      if (key !== undefined && column.spec === undefined)
        return { name: column.name, ...keyColumn(key, column.comment) };
      const { members, notes } = chooseColumn(column, {
        table,
        rows: keys.numRecords,
        limits: mergeLimits(limits.get(column.name) ?? NO_LIMITS, column.limits ?? {}),
        isUnique: keys.uniqueColumns.has(column.name),
        isPrimaryKey: table.primaryKey?.includes(column.name) ?? false,
        meanings: this.#meanings,
      });
      if (table.spec === undefined || column.spec === undefined)
        for (const message of notes) this.#notes.push({ table: table.name, column: column.name, message });
      return { name: column.name, ...members };
    });
  }

  /** Checks as our language says them, each with a name of its own; those that cannot hold become notes. */
  #checks(table: SourceTable, columns: readonly Members[]): Members[] {
    const names = new Set<string>();
    return table.checks.flatMap((check, index) => {
      const text = this.#checkText(check, table, columns);
      if (text === undefined) return [];
      let name = check.name ?? `${table.name}_check_${index + 1}`;
      while (names.has(name)) name = `${name}_${index + 1}`;
      names.add(name);
      return [{ name, check: text }];
    });
  }

  #checkText(check: SourceCheck, table: SourceTable, columns: readonly Members[]): string | undefined {
    const said = expressionText(check.expression, table.columns, 'boolean');
    const read = columnsOf(check.expression);
    const label =
      check.name === undefined
        ? ['a check', ...(read.length > 0 ? [`of ${read.join(', ')}`] : [])].join(' ')
        : `the check ${check.name}`;
    const refuse = (reason: string): undefined =>
      void this.#notes.push({ table: table.name, message: `${label} is not kept: ${reason}` });
    if ('reason' in said) return refuse(said.reason);
    const isFixed = read.every((name) => columns.some((column) => column['name'] === name && isKeyOrUnique(column)));
    if (!isFixed) return said.text;
    return refuse(`the values of ${read.join(', ') || 'no column'} are not drawn anew where it fails`);
  }
}

/** Rows are redrawn until a check holds, but numbers, unique values and keys stay as they are. */
function isKeyOrUnique(column: Members): boolean {
  return column['kind'] === 'sequence' || column['kind'] === 'foreign_key' || column['unique'] === true;
}

/** A key of one column is written at the column itself. */
function keyColumn(key: ChosenKey, comment: string | undefined): Members {
  const described = comment === undefined ? {} : { description: comment };
  if (key.columns.length > 1) return { kind: 'foreign_key', ...described };
  return {
    kind: 'foreign_key',
    references: key.references,
    parent_column: key.parentColumns[0],
    ...key.members,
    ...described,
  };
}

function compositeKey({ columns, references, parentColumns, members }: ChosenKey): Members {
  return { columns, references, parent_columns: parentColumns, ...members };
}
