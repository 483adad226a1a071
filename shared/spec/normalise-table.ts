import { LIMITS } from '../contracts/limits.ts';
import type { GroupBySpec } from '../contracts/per-key.ts';
import { suggestName } from '../errors/closest-name.ts';
import { expandConditional, settleConditionals } from './expand-conditional.ts';
import type { IssueList } from './issue-list.ts';
import type { DraftTable } from './link-tables.ts';
import { isMapping, namedEntries, readName, refuseDuplicateNames, refuseUnknownKeys } from './mapping.ts';
import { normaliseChecks } from './normalise-checks.ts';
import { normaliseColumn } from './normalise-column.ts';
import { normaliseCorrelations } from './normalise-correlations.ts';
import { normaliseEntities } from './normalise-entities.ts';
import { normaliseForeignKeys } from './normalise-foreign-keys.ts';
import { normaliseGroupBy } from './normalise-group-by.ts';
import type { NormaliseOptions } from './normalise-spec.ts';
import { memberPath } from './shape-issues.ts';

/** A table as the document holds it: its name, where it stands, and its members. */
export interface RawTable {
  readonly name: string;
  readonly path: string;
  readonly columnsPath: string;
  readonly table: unknown;
}

const TABLE_KEYS = [
  'description',
  'num_records',
  'entities',
  'columns',
  'primary_key',
  'foreign_keys',
  'checks',
  'correlations',
  'group_by',
];

/** The tables of the full form: a mapping name -> table, or a list of tables with names. */
export function listNamedTables(tables: unknown, issues: IssueList): RawTable[] {
  const entries = Array.isArray(tables) ? listEntries(tables, issues) : mappingEntries(tables, issues);
  if (entries.length === 0) issues.add('tables', { code: 'MISSING', message: 'one table is needed' });
  return entries.map(({ name, path, value }) => ({ name, path, columnsPath: `${path}.columns`, table: value }));
}

function mappingEntries(tables: unknown, issues: IssueList) {
  if (isMapping(tables)) return namedEntries(tables, 'tables', issues);
  issues.add('tables', { code: 'WRONG_TYPE', message: 'must be a mapping from names to tables' });
  return [];
}

function listEntries(tables: readonly unknown[], issues: IssueList) {
  return Array.from(tables, (value, index) => {
    const path = memberPath('tables', index);
    if (!isMapping(value)) return { name: 'unnamed', path, value };
    const { name, ...table } = value;
    return { name: readName(name, memberPath(path, 'name'), issues), path, value: table };
  });
}

/** One table with its columns, entities and size; faults go to `issues` and the result is then not to be used. */
export function normaliseTable(raw: RawTable, options: NormaliseOptions, issues: IssueList): DraftTable {
  const empty: DraftTable = {
    path: raw.path,
    table: { name: raw.name, num_records: 0, entities: [], columns: [] },
    keys: [],
    written: new Map(),
  };
  if (!isMapping(raw.table)) {
    issues.add(raw.path, { code: 'WRONG_TYPE', message: 'must be a mapping with num_records and columns' });
    return empty;
  }
  const { table } = raw;
  if (raw.path !== '') refuseUnknownKeys(table, TABLE_KEYS, raw.path, issues);
  const checks = normaliseChecks(table['checks'], memberPath(raw.path, 'checks'), issues);
  const entities = normaliseEntities(table['entities'], memberPath(raw.path, 'entities'), issues);
  const written = listColumns(table['columns'], raw.columnsPath, issues);
  const listed = written.flatMap((column) => expandConditional(column, issues));
  if (listed.length > LIMITS.columns && written.length <= LIMITS.columns) {
    const message = `with the branches of conditional columns there are ${listed.length} columns, the limit is ${LIMITS.columns}`;
    issues.add(raw.columnsPath, { code: 'OUT_OF_RANGE', message, value: listed.length, bound: LIMITS.columns });
  }
  const groupBy = normaliseGroupBy(table['group_by'], memberPath(raw.path, 'group_by'), issues);
  const given = options.numRecords ?? scaleRows(table['num_records'], options.scale);
  const { keys, columns: entries } = normaliseForeignKeys(
    {
      keys: table['foreign_keys'],
      path: memberPath(raw.path, 'foreign_keys'),
      columns: listed,
      numRecords: given,
      scale: options.scale,
    },
    issues,
  );
  const isOwned = keys.some(({ rule }) => rule.name === 'owning');
  const wanted = given ?? (isOwned ? undefined : wholeGroupRows(groupBy));
  const numRecords = readNumRecords(wanted, memberPath(raw.path, 'num_records'), { ...options, isOwned }, issues);
  const context = { numRecords: numRecords ?? 0, entities, jsonLeaves: { count: 0 } };
  const columns = settleConditionals(
    entries.flatMap((entry) => normaliseColumn(entry, context, issues) ?? []),
    written.filter(({ value }) => isMapping(value) && value['kind'] === 'conditional').map(({ name }) => name),
  );
  refuseDuplicateNames(entries, issues);
  const correlations = normaliseCorrelations(
    table['correlations'],
    memberPath(raw.path, 'correlations'),
    { columnNames: entries.map(({ name }) => name), columns },
    issues,
  );
  const description = readDescription(table['description'], memberPath(raw.path, 'description'), issues);
  const primaryKey = readPrimaryKey(table['primary_key'], memberPath(raw.path, 'primary_key'), entries, issues);
  return {
    path: raw.path,
    table: {
      name: raw.name,
      ...(description !== undefined && { description }),
      ...(numRecords !== undefined && { num_records: numRecords }),
      entities: entities.all,
      columns,
      ...(primaryKey !== undefined && { primary_key: primaryKey }),
      ...(checks.length > 0 && { checks }),
      ...(correlations.length > 0 && { correlations }),
      ...(groupBy !== undefined && { group_by: groupBy }),
    },
    keys,
    written: new Map([...written, ...entries].map((entry) => [entry.name, entry])),
  };
}

function readDescription(value: unknown, path: string, issues: IssueList): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.length <= LIMITS.descriptionLength) return value;
  const message = `must be text of at most ${LIMITS.descriptionLength} characters`;
  issues.add(path, { code: 'WRONG_TYPE', message, bound: LIMITS.descriptionLength });
  return undefined;
}

/** One name or a list of names, all of them columns. */
function readPrimaryKey(
  value: unknown,
  path: string,
  columns: readonly RawColumn[],
  issues: IssueList,
): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const names = columns.map(({ name }) => name);
  const key: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (key.length === 0 || key.length > LIMITS.keyColumns) {
    const message = `must name 1 to ${LIMITS.keyColumns} columns`;
    issues.add(path, { code: 'OUT_OF_RANGE', message, value: key.length, bound: LIMITS.keyColumns });
    return undefined;
  }
  const unknown = key.find((name) => !names.includes(name as string));
  if (unknown !== undefined) {
    const message = `the table has no column ${JSON.stringify(unknown).slice(0, 64)}`;
    const remedy = typeof unknown === 'string' ? suggestName(unknown, names) : 'name columns';
    issues.add(path, { code: 'UNKNOWN_COLUMN', message, bound: names, remedy });
    return undefined;
  }
  if (new Set(key).size === key.length) return key as string[];
  issues.add(path, { code: 'DUPLICATE_NAME', message: 'names a column twice' });
  return undefined;
}

/** All rows of interleaved groups whose steps are stated. */
function wholeGroupRows(groupBy: GroupBySpec | undefined): number | undefined {
  return groupBy?.layout === 'interleaved' && groupBy.steps !== undefined ? groupBy.groups * groupBy.steps : undefined;
}

/** A whole number of rows times `scale`, rounded; anything else as it is. */
export function scaleRows<Value>(rows: Value, scale = 1): Value | number {
  return typeof rows === 'number' && Number.isInteger(rows) ? Math.round(rows * scale) : rows;
}

/** An owned table need not say: its parents do. */
function readNumRecords(
  value: unknown,
  path: string,
  options: NormaliseOptions & { readonly isOwned: boolean },
  issues: IssueList,
): number | undefined {
  const bound = Math.min(options.maxRows ?? LIMITS.rows, LIMITS.rows);
  if (value === undefined || value === null) {
    if (options.isOwned) return undefined;
    issues.add(path, { code: 'MISSING', message: 'the number of rows is needed', bound });
    return 0;
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    issues.add(path, { code: 'WRONG_TYPE', message: 'must be a whole number', value });
    return 0;
  }
  if (value >= 0 && value <= bound) return value;
  issues.add(path, { code: 'OUT_OF_RANGE', message: `must be 0 to ${bound}`, value, bound });
  return 0;
}

/** A column as the document holds it. */
export interface RawColumn {
  readonly name: string;
  readonly path: string;
  /** A mini-string, or a mapping without the name. */
  readonly value: unknown;
  /** Where its formula stands, if that is not a member of `value`. */
  readonly formulaPath?: string;
}

function listColumns(columns: unknown, path: string, issues: IssueList): RawColumn[] {
  const isList = Array.isArray(columns);
  if (!isList && !isMapping(columns)) {
    const code = columns === undefined ? 'MISSING' : 'WRONG_TYPE';
    issues.add(path, { code, message: 'a list or mapping of columns is needed' });
    return [];
  }
  const count = isList ? columns.length : Object.keys(columns).length;
  if (count === 0) issues.add(path, { code: 'MISSING', message: 'one column is needed' });
  if (count > LIMITS.columns) {
    const message = `there are ${count} columns, the limit is ${LIMITS.columns}`;
    issues.add(path, { code: 'OUT_OF_RANGE', message, value: count, bound: LIMITS.columns });
    return [];
  }
  if (!isList) return namedEntries(columns, path, issues);
  return Array.from(columns, (column, index) => readListed(column, memberPath(path, index), issues)).flat();
}

function readListed(column: unknown, path: string, issues: IssueList): RawColumn[] {
  if (!isMapping(column)) {
    issues.add(path, { code: 'WRONG_TYPE', message: 'must be a mapping with name and kind', value: column });
    return [];
  }
  const { name, ...value } = column;
  return [{ name: readName(name, memberPath(path, 'name'), issues), path, value }];
}
