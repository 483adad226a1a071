import type { ColumnSpec } from '../contracts/column-spec.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import { suggestName } from '../errors/closest-name.ts';
import type { IssueList } from './issue-list.ts';
import type { DraftKey } from './normalise-foreign-keys.ts';
import { memberPath } from './shape-issues.ts';

export interface KeyContext {
  readonly key: DraftKey;
  /** The table that the key stands in. */
  readonly table: TableSpec;
  readonly parent: TableSpec;
  /** All keys of the parent. */
  readonly parentKeys: readonly DraftKey[];
  readonly issues: IssueList;
}

/** Whether a key's columns, and the parent's columns that they refer to, are what a key can be made of. */
export function checkKeyColumns(parentColumns: readonly string[], context: KeyContext): void {
  const { key, issues } = context;
  for (const column of parentColumns) checkParentColumn(column, context);
  for (const column of key.columns) checkOwnColumn(column, context);
  const twice = key.columns.find((column, index) => key.columns.indexOf(column) !== index);
  if (twice === undefined) return;
  const message = `the column ${twice} stands twice in one key`;
  issues.add(memberPath(key.path, 'columns'), { code: 'DUPLICATE_NAME', message, value: twice });
}

function checkParentColumn(name: string, context: KeyContext): void {
  const { key, parent, issues } = context;
  const column = parent.columns.find((candidate) => candidate.name === name);
  const path = memberPath(key.path, 'references');
  if (column === undefined) {
    const names = parent.columns.map((candidate) => candidate.name);
    const message = `the table ${parent.name} has no column ${JSON.stringify(name.slice(0, 64))}`;
    issues.add(path, { code: 'UNKNOWN_COLUMN', message, value: name, bound: names, remedy: suggestName(name, names) });
    return;
  }
  const fault = unfitParent(column, context);
  if (fault === undefined) return;
  const [reason, remedy] = fault;
  issues.add(path, { code: 'CONFLICT', message: `${parent.name}.${name} ${reason}`, value: name, remedy });
}

/** Why nothing can refer to a column, and what to do. */
function unfitParent(column: ColumnSpec, { parent, parentKeys }: KeyContext): [string, string] | undefined {
  const name = `${parent.name}.${column.name}`;
  if (column.null_rate > 0 || column.null_when !== undefined)
    return ['can be null, and nothing can refer to a null', `take the nulls away from ${name}`];
  if (column.hidden) return ['is hidden, so no reader could follow the key', `take hidden away from ${name}`];
  if (column.kind === 'json') return ['is of kind json, which no key can hold', 'refer to another column'];
  const own = parentKeys.find(({ columns }) => columns.includes(column.name));
  if (own === undefined || (own.optional === 0 && !isTree(own, parent))) return undefined;
  const remedy = isTree(own, parent) ? 'refer to another column' : 'take optional away from that key';
  return ['is a key that some rows do not have, and nothing can refer to a null', remedy];
}

/** Whether a key within one table takes an earlier row, so that the first row has none. */
export function isTree({ references, rule }: DraftKey, table: TableSpec): boolean {
  if (rule.name === 'earlier_row') return true;
  const isOwn = references === table.name || table.columns.some(({ name }) => references === `${table.name}.${name}`);
  return isOwn && rule.name === 'drawn' && rule.choose.name === 'uniform';
}

function checkOwnColumn(name: string, { key, table, issues }: KeyContext): void {
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
