import type { ColumnSpec } from '../contracts/column-spec.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import { type CompiledExpression, compileExpression } from '../expressions/compile-expression.ts';
import type { ExpressionFault } from '../expressions/expression-fault.ts';
import type { ExpressionType } from '../expressions/expression-node.ts';

type Typed = ExpressionType | undefined;

/** What expressions see of kinds whose values do not depend on how the column is set up. */
const KIND_TYPES: { readonly [Kind in ColumnSpec['kind']]?: ExpressionType } = {
  integer: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  decimal: 'number',
  sequence: 'number',
  boolean: 'boolean',
  category: 'text',
  string: 'text',
  template: 'text',
  uuid: 'text',
  hash: 'text',
  date: 'date',
  time: 'time',
  datetime: 'timestamp',
  ordinal: 'number',
  group: 'number',
  running: 'number',
  markov: 'text',
  event_time: 'timestamp',
  share_of: 'number',
  first_name: 'text',
  last_name: 'text',
  full_name: 'text',
  email: 'text',
  country: 'text',
  city: 'text',
};

const DERIVED_TYPES: { readonly [Type: string]: ExpressionType } = {
  integer: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  boolean: 'boolean',
  string: 'text',
  date: 'date',
  time: 'time',
  datetime: 'timestamp',
};

const CONSTANT_TYPES = { string: 'text', number: 'number', boolean: 'boolean' } as const;

export interface ExpressionTypes {
  /** Columns of a table that an expression can read, those of its parents as `key.column`. */
  scopeOf(table: TableSpec): ReadonlyMap<string, ExpressionType>;
  /** A formula in the scope of its table, or what is wrong with it. */
  compile(
    source: string,
    table: TableSpec,
    expected?: ExpressionType,
  ): CompiledExpression | { readonly faults: readonly ExpressionFault[] };
}

/** Types of columns across tables, found when asked for: derived columns and keys take theirs from other columns. */
export function createExpressionTypes(tables: readonly TableSpec[], asOfMicros: number): ExpressionTypes {
  const known = new Map<ColumnSpec, Typed>();
  const scopes = new Map<TableSpec, Map<string, ExpressionType>>();

  /** A column that is read while its own type is looked for is part of a circle, which is refused elsewhere. */
  function typeOf(column: ColumnSpec, table: TableSpec): Typed {
    if (!known.has(column)) {
      known.set(column, undefined);
      known.set(column, findType(column, table));
    }
    return known.get(column);
  }

  function findType(column: ColumnSpec, table: TableSpec): Typed {
    if (column.kind === 'constant') return CONSTANT_TYPES[typeof column.value as keyof typeof CONSTANT_TYPES];
    if (column.kind === 'foreign_key') return typeOfKey(column.name, table);
    if (column.kind === 'lag' || column.kind === 'sorted') return typeOfSource(column.of, table);
    if (column.kind !== 'derived') return KIND_TYPES[column.kind];
    if (column.type !== undefined) return DERIVED_TYPES[column.type] ?? 'number';
    const compiled = compileExpression(column.expression, { columns: lazyScope(table), asOfMicros });
    return 'type' in compiled ? compiled.type : undefined;
  }

  function typeOfSource(name: string, table: TableSpec): Typed {
    const place = namesOf(table, tables).get(name);
    return place && typeOf(place.column, place.table);
  }

  function typeOfKey(name: string, { foreign_keys = [] }: TableSpec): Typed {
    const key = foreign_keys.find(({ columns }) => columns.includes(name));
    const parent = tables.find((table) => table.name === key?.references);
    const parentName = key?.parent_columns[key.columns.indexOf(name)];
    const column = parent?.columns.find((candidate) => candidate.name === parentName);
    return parent && column && typeOf(column, parent);
  }

  /** Only asked for the names that a formula reads, so that reading one column does not need the types of all. */
  function lazyScope(table: TableSpec): ReadonlyMap<string, ExpressionType> {
    const names = namesOf(table, tables);
    const find = (name: string): Typed => {
      const place = names.get(name);
      return place && typeOf(place.column, place.table);
    };
    return Object.assign(new Map<string, ExpressionType>(), {
      get: find,
      has: (name: string) => find(name) !== undefined,
      keys: () => names.keys(),
    });
  }

  function scopeOf(table: TableSpec): ReadonlyMap<string, ExpressionType> {
    const found = scopes.get(table) ?? new Map<string, ExpressionType>();
    if (!scopes.has(table)) {
      for (const [name, place] of namesOf(table, tables)) {
        const type = typeOf(place.column, place.table);
        if (type !== undefined) found.set(name, type);
      }
      scopes.set(table, found);
    }
    return found;
  }

  return {
    scopeOf,
    compile: (source, table, expected) => compileExpression(source, { columns: scopeOf(table), asOfMicros }, expected),
  };
}

interface Place {
  readonly column: ColumnSpec;
  readonly table: TableSpec;
}

/** A column of the table wins over a parent's of the same spelling. */
function namesOf(table: TableSpec, tables: readonly TableSpec[]): Map<string, Place> {
  const names = new Map<string, Place>();
  for (const key of table.foreign_keys ?? []) {
    const parent = tables.find(({ name }) => name === key.references);
    for (const column of parent?.columns ?? []) names.set(`${key.name}.${column.name}`, { column, table: parent! });
  }
  for (const column of table.columns) names.set(column.name, { column, table });
  return names;
}
