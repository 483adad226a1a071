import { LIMITS } from '../contracts/limits.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import type { IssueList } from './issue-list.ts';
import { isMapping, namedEntries, readName, refuseDuplicateNames, refuseUnknownKeys } from './mapping.ts';
import { normaliseColumn } from './normalise-column.ts';
import { normaliseEntities } from './normalise-entities.ts';
import type { NormaliseOptions } from './normalise-spec.ts';
import { memberPath } from './shape-issues.ts';

/** A table as the document holds it: its name, where it stands, and its members. */
export interface RawTable {
  readonly name: string;
  readonly path: string;
  readonly columnsPath: string;
  readonly table: unknown;
}

const TABLE_KEYS = ['num_records', 'entities', 'columns', 'checks', 'correlations'];

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
export function normaliseTable(raw: RawTable, options: NormaliseOptions, issues: IssueList): TableSpec {
  const empty: TableSpec = { name: raw.name, num_records: 0, entities: [], columns: [] };
  if (!isMapping(raw.table)) {
    issues.add(raw.path, { code: 'WRONG_TYPE', message: 'must be a mapping with num_records and columns' });
    return empty;
  }
  const { table } = raw;
  if (raw.path !== '') refuseUnknownKeys(table, TABLE_KEYS, raw.path, issues);
  for (const key of ['checks', 'correlations']) refuseUnlessEmpty(table[key], memberPath(raw.path, key), issues);
  const numRecords = readNumRecords(table['num_records'], memberPath(raw.path, 'num_records'), options, issues);
  const entities = normaliseEntities(table['entities'], memberPath(raw.path, 'entities'), issues);
  const entries = listColumns(table['columns'], raw.columnsPath, issues);
  const columns = entries.flatMap((entry) => normaliseColumn(entry, { numRecords, entities }, issues) ?? []);
  refuseDuplicateNames(entries, issues);
  return { name: raw.name, num_records: numRecords, entities: entities.all, columns };
}

/** What the language will hold but the product does not do yet. */
function refuseUnlessEmpty(value: unknown, path: string, issues: IssueList): void {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return;
  issues.add(path, { code: 'NOT_AVAILABLE', message: 'is not available yet', remedy: 'leave it empty' });
}

function readNumRecords(given: unknown, path: string, options: NormaliseOptions, issues: IssueList): number {
  const value = options.numRecords ?? given;
  const bound = Math.min(options.maxRows ?? LIMITS.rows, LIMITS.rows);
  if (value === undefined || value === null) {
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
