import type { ForeignKeySpec } from '../contracts/foreign-key.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import { suggestName } from '../errors/closest-name.ts';
import { findCircle } from './find-circle.ts';
import type { IssueList } from './issue-list.ts';
import type { DraftKey } from './normalise-foreign-keys.ts';
import { memberPath } from './shape-issues.ts';

/** A table whose keys still have to find their parents. */
export interface DraftTable {
  readonly path: string;
  readonly table: TableSpec;
  readonly keys: readonly DraftKey[];
}

/** Keys looked up, and everything checked that takes more than one table; faults go to `issues`. */
export function linkTables(drafts: readonly DraftTable[], issues: IssueList): TableSpec[] {
  const tables = drafts.map((draft) => linkTable(draft, drafts, issues));
  refuseOwnCircles(tables, issues);
  refuseValueCircles(tables, issues);
  return tables;
}

function linkTable(draft: DraftTable, drafts: readonly DraftTable[], issues: IssueList): TableSpec {
  const { table, path } = draft;
  const keys = draft.keys.flatMap((key) => linkKey(key, draft, { drafts, issues }) ?? []);
  refuseStrayColumns(draft, issues);
  const owning = keys.filter(({ rule }) => rule.name === 'owning');
  if (owning.length > 1) {
    const names = owning.map(({ name }) => name);
    const message = `${names.join(' and ')} both own the rows; a table can be sorted by one parent only`;
    issues.add(memberPath(path, 'foreign_keys'), {
      code: 'CONFLICT',
      message,
      remedy: `take children away from ${names[1]}`,
    });
  }
  if (keys.some(({ rule }) => rule.name === 'unique_within_owner') && owning.length === 0)
    issues.add(memberPath(path, 'foreign_keys'), {
      code: 'MISSING',
      message: 'unique_within_owner needs an owning key in the same table',
      remedy: 'give the other key children',
    });
  if (keys.length === 0) return table;
  return { ...table, foreign_keys: keys };
}

interface Surroundings {
  readonly drafts: readonly DraftTable[];
  readonly issues: IssueList;
}

function linkKey(key: DraftKey, draft: DraftTable, { drafts, issues }: Surroundings): ForeignKeySpec | undefined {
  const found = findParent(key, drafts);
  const names = drafts.map(({ table }) => table.name);
  if (found === undefined) {
    const message = `there is no table ${JSON.stringify(key.references.slice(0, 64))}`;
    const remedy = suggestName(key.references.split('.')[0]!, names);
    issues.add(memberPath(key.path, 'references'), {
      code: 'UNKNOWN_TABLE',
      message,
      value: key.references,
      bound: names,
      remedy,
    });
    return undefined;
  }
  const parent = found.parent.table;
  const parentColumns = key.parent_columns ?? found.columns ?? parent.primary_key;
  if (parentColumns === undefined) {
    const message = `the table ${parent.name} has no primary_key`;
    issues.add(key.path, { code: 'MISSING', message, remedy: `write references: ${parent.name}.<column>` });
    return undefined;
  }
  if (parentColumns.length !== key.columns.length) {
    const message = `${key.columns.length} columns refer to ${parentColumns.length} of ${parent.name}`;
    issues.add(key.path, {
      code: 'CONFLICT',
      message,
      bound: parentColumns,
      remedy: 'name as many parent_columns as columns',
    });
    return undefined;
  }
  for (const column of parentColumns) checkParentColumn(column, { key, parent, issues });
  for (const column of key.columns) checkOwnColumn(column, { key, table: draft.table, issues });
  checkChoice(key, parent, issues);
  const isTree = parent === draft.table && key.rule.name === 'drawn' && key.rule.choose.name === 'uniform';
  const { path: _path, ...members } = key;
  return {
    ...members,
    references: parent.name,
    parent_columns: [...parentColumns],
    rule: isTree ? { name: 'earlier_row' } : key.rule,
  };
}

/** `references` is a table, or a table and a column: names may hold dots themselves. */
function findParent(
  key: DraftKey,
  drafts: readonly DraftTable[],
): { parent: DraftTable; columns?: string[] } | undefined {
  const parent = drafts.find(({ table }) => table.name === key.references);
  if (parent !== undefined) return { parent };
  for (let dot = key.references.indexOf('.'); dot >= 0; dot = key.references.indexOf('.', dot + 1)) {
    const name = key.references.slice(0, dot);
    const owner = drafts.find(({ table }) => table.name === name);
    if (owner !== undefined) return { parent: owner, columns: [key.references.slice(dot + 1)] };
  }
  return undefined;
}

function checkParentColumn(
  name: string,
  { key, parent, issues }: { key: DraftKey; parent: TableSpec; issues: IssueList },
): void {
  const column = parent.columns.find((candidate) => candidate.name === name);
  const path = memberPath(key.path, 'references');
  if (column === undefined) {
    const names = parent.columns.map((candidate) => candidate.name);
    const message = `the table ${parent.name} has no column ${JSON.stringify(name.slice(0, 64))}`;
    issues.add(path, { code: 'UNKNOWN_COLUMN', message, value: name, bound: names, remedy: suggestName(name, names) });
  } else if (column.null_rate > 0 || column.null_when !== undefined) {
    const message = `${parent.name}.${name} can be null, and nothing can refer to a null`;
    issues.add(path, {
      code: 'CONFLICT',
      message,
      value: name,
      remedy: `take the nulls away from ${parent.name}.${name}`,
    });
  } else if (column.hidden) {
    const message = `${parent.name}.${name} is hidden, so no reader could follow the key`;
    issues.add(path, {
      code: 'CONFLICT',
      message,
      value: name,
      remedy: `take hidden away from ${parent.name}.${name}`,
    });
  }
}

function checkOwnColumn(
  name: string,
  { key, table, issues }: { key: DraftKey; table: TableSpec; issues: IssueList },
): void {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column?.kind === 'foreign_key') return;
  const names = table.columns.flatMap((candidate) => (candidate.kind === 'foreign_key' ? [candidate.name] : []));
  const message =
    column === undefined
      ? `the table has no column ${JSON.stringify(name.slice(0, 64))}`
      : `the column ${name} is of kind ${column.kind}; a key decides its values`;
  issues.add(memberPath(key.path, 'columns'), {
    code: 'UNKNOWN_COLUMN',
    message,
    value: name,
    bound: names,
    remedy: `give the column kind: foreign_key`,
  });
}

function checkChoice({ path, rule }: DraftKey, parent: TableSpec, issues: IssueList): void {
  if (rule.name !== 'drawn' || rule.choose.name !== 'weighted' || parent.num_records === undefined) return;
  const { weights } = rule.choose;
  const at = memberPath(memberPath(path, 'choose'), 'weights');
  if (weights.length !== parent.num_records)
    issues.add(at, {
      code: 'WEIGHTS_MISMATCH',
      message: `there are ${weights.length} weights for ${parent.num_records} rows of ${parent.name}`,
      bound: parent.num_records,
      remedy: 'give one weight per row, or choose zipf',
    });
  if (!weights.some((weight) => weight > 0))
    issues.add(at, { code: 'WEIGHTS_SUM', message: 'all weights are 0', remedy: 'give one row a weight' });
}

/** Every column of kind `foreign_key` belongs to exactly one key. */
function refuseStrayColumns({ table, path, keys }: DraftTable, issues: IssueList): void {
  for (const { name, kind } of table.columns) {
    if (kind !== 'foreign_key') continue;
    const count = keys.filter(({ columns }) => columns.includes(name)).length;
    if (count === 1) continue;
    const message = count === 0 ? `no key says what ${name} refers to` : `${count} keys claim the column ${name}`;
    const remedy = count === 0 ? 'add references: table.column' : 'let one key have it';
    issues.add(`${path}.columns.${name}`, { code: count === 0 ? 'MISSING' : 'CONFLICT', message, remedy });
  }
}

/** The size of an owned table follows from its parent's, so owners cannot follow from those they own. */
function refuseOwnCircles(tables: readonly TableSpec[], issues: IssueList): void {
  const owners = new Map(
    tables.map(({ name, foreign_keys = [] }) => [
      name,
      foreign_keys.filter(({ rule }) => rule.name === 'owning').map(({ references }) => references),
    ]),
  );
  const circle = findCircle(owners);
  if (circle === undefined) return;
  const message = `tables own each other in a circle: ${circle.join(' → ')}`;
  issues.add('tables', { code: 'CIRCLE', message, remedy: 'take children away from one of these keys' });
}

/** Keys may point at each other; the value of a key column may not, in the end, be its own. */
function refuseValueCircles(tables: readonly TableSpec[], issues: IssueList): void {
  const reads = new Map<string, string[]>();
  for (const { name, foreign_keys = [] } of tables)
    for (const key of foreign_keys)
      for (const [index, column] of key.columns.entries())
        reads.set(`${name}.${column}`, [`${key.references}.${key.parent_columns[index]}`]);
  const circle = findCircle(reads);
  if (circle === undefined) return;
  const message = `columns take their values from each other in a circle: ${circle.join(' → ')}`;
  issues.add('tables', { code: 'CIRCLE', message, remedy: 'let one of these columns have values of its own' });
}
