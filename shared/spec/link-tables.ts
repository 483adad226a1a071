import type { ForeignKeySpec } from '../contracts/foreign-key.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import { suggestName } from '../errors/closest-name.ts';
import { checkKeyColumns, isTree } from './check-key-columns.ts';
import { weightFaults } from './check-weights.ts';
import type { IssueList } from './issue-list.ts';
import type { DraftKey } from './normalise-foreign-keys.ts';
import { refuseOwnCircles, refuseValueCircles } from './refuse-circles.ts';
import { memberPath } from './shape-issues.ts';

/** A table whose keys still have to find their parents. */
export interface DraftTable {
  readonly path: string;
  readonly table: TableSpec;
  readonly keys: readonly DraftKey[];
  /** Where each column stands, those at fault included, which the table then has not. */
  readonly written: ReadonlyMap<string, WrittenColumn>;
}

export interface WrittenColumn {
  readonly path: string;
  /** Of its formula, where that does not stand below `path`. */
  readonly formulaPath?: string;
}

/** Keys looked up, and everything checked that takes more than one table; faults go to `issues`. */
export function linkTables(drafts: readonly DraftTable[], issues: IssueList): TableSpec[] {
  const tables = drafts.map((draft) => linkTable(draft, drafts, issues));
  refuseOwnCircles(tables, issues);
  refuseValueCircles(tables, issues);
  return tables;
}

function linkTable(draft: DraftTable, drafts: readonly DraftTable[], issues: IssueList): TableSpec {
  const keys = withNames(draft.keys.flatMap((key) => linkKey(key, draft, { drafts, issues }) ?? []));
  refuseStrayColumns(draft, issues);
  refuseEqualNames(keys, draft, issues);
  checkOwners(keys, draft, issues);
  if (keys.length === 0) return draft.table;
  return { ...draft.table, foreign_keys: keys };
}

function checkOwners(keys: readonly ForeignKeySpec[], { path }: DraftTable, issues: IssueList): void {
  const at = memberPath(path, 'foreign_keys');
  const owning = keys.filter(({ rule }) => rule.name === 'owning').map(({ name }) => name);
  if (owning.length > 1) {
    const message = `${owning.join(' and ')} both own the rows; a table can be sorted by one parent only`;
    issues.add(at, { code: 'CONFLICT', message, remedy: `take children away from ${owning[1]}` });
  }
  if (owning.length > 0 || !keys.some(({ rule }) => rule.name === 'unique_within_owner')) return;
  const message = 'unique_within_owner needs an owning key in the same table';
  issues.add(at, { code: 'MISSING', message, remedy: 'give the other key children' });
}

interface Surroundings {
  readonly drafts: readonly DraftTable[];
  readonly issues: IssueList;
}

/** A key with its parent; its name may still be missing. */
type LinkedKey = Omit<ForeignKeySpec, 'name'> & Pick<DraftKey, 'name'>;

function linkKey(key: DraftKey, { table }: DraftTable, { drafts, issues }: Surroundings): LinkedKey | undefined {
  const found = findParent(key, drafts);
  if (found === undefined) {
    refuseUnknownTable(key, drafts, issues);
    return undefined;
  }
  const { table: parent, keys: parentKeys } = found.parent;
  const parentColumns = key.parent_columns ?? found.columns ?? parent.primary_key;
  if (parentColumns === undefined) {
    const message = `the table ${parent.name} has no primary_key`;
    issues.add(key.path, { code: 'MISSING', message, remedy: `write references: ${parent.name}.<column>` });
    return undefined;
  }
  if (parentColumns.length !== key.columns.length) {
    const message = `${key.columns.length} columns refer to ${parentColumns.length} of ${parent.name}`;
    const remedy = 'name as many parent_columns as columns';
    issues.add(key.path, { code: 'CONFLICT', message, bound: parentColumns, remedy });
    return undefined;
  }
  checkKeyColumns(parentColumns, { key, table, parent, parentKeys, issues });
  checkWeights(key, parent, issues);
  const { path: _path, ...members } = key;
  return {
    ...members,
    references: parent.name,
    parent_columns: [...parentColumns],
    rule: isTree({ ...key, references: parent.name }, table) ? { name: 'earlier_row' } : key.rule,
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

function refuseUnknownTable({ path, references }: DraftKey, drafts: readonly DraftTable[], issues: IssueList): void {
  const names = drafts.map(({ table }) => table.name);
  issues.add(memberPath(path, 'references'), {
    code: 'UNKNOWN_TABLE',
    message: `there is no table ${JSON.stringify(references.slice(0, 64))}`,
    value: references,
    bound: names,
    remedy: suggestName(references.split('.')[0]!, names),
  });
}

/** Parents whose number is planned are counted there. */
function checkWeights({ path, rule }: DraftKey, parent: TableSpec, issues: IssueList): void {
  if (rule.name !== 'drawn' || rule.choose.name !== 'weighted') return;
  const { weights } = rule.choose;
  for (const { member, ...fault } of weightFaults(weights, parent.num_records ?? weights.length, 'choose.weights'))
    issues.add(memberPath(path, member), fault);
}

/** A key is called after its parent table, or after its columns where two keys share a parent. */
function withNames(keys: readonly LinkedKey[]): ForeignKeySpec[] {
  return keys.map((key) => {
    const others = keys.filter(({ references }) => references === key.references);
    return { ...key, name: key.name ?? (others.length === 1 ? key.references : key.columns.join('_')) };
  });
}

function refuseEqualNames(keys: readonly ForeignKeySpec[], { path }: DraftTable, issues: IssueList): void {
  for (const [index, { name }] of keys.entries()) {
    if (keys.findIndex((key) => key.name === name) === index) continue;
    const message = `two keys are called ${name}`;
    const remedy = 'give one of them another name';
    issues.add(memberPath(path, 'foreign_keys'), { code: 'DUPLICATE_NAME', message, value: name, remedy });
  }
}

/** Every column of kind `foreign_key` belongs to exactly one key. */
function refuseStrayColumns({ table, path, keys }: DraftTable, issues: IssueList): void {
  for (const { name, kind } of table.columns) {
    if (kind !== 'foreign_key') continue;
    const count = keys.filter(({ columns }) => columns.includes(name)).length;
    if (count === 1) continue;
    const message = count === 0 ? `no key says what ${name} refers to` : `${count} keys claim the column ${name}`;
    const remedy = count === 0 ? 'add references: table.column' : 'let one key have it';
    issues.add(memberPath(path === '' ? 'schema' : memberPath(path, 'columns'), name), {
      code: count === 0 ? 'MISSING' : 'CONFLICT',
      message,
      remedy,
    });
  }
}
