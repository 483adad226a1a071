import * as z from 'zod';
import { Name } from '../contracts/column-spec.ts';
import { ChildrenSpec, type ForeignKeySpec, ParentChoice } from '../contracts/foreign-key.ts';
import { LIMITS } from '../contracts/limits.ts';
import type { IssueList } from './issue-list.ts';
import { isMapping } from './mapping.ts';
import type { RawColumn } from './normalise-table.ts';
import { memberPath, shapeFaults } from './shape-issues.ts';

const Names = z.union([Name, z.array(Name).min(1).max(LIMITS.keyColumns)]);

/** A key as it may be written. A whole number of children, or [least, most], stand for the long form. */
export const RawForeignKey = z.strictObject({
  name: Name.optional(),
  columns: Names,
  /** A table, or `table.column`. */
  references: z
    .string()
    .min(1)
    .max(2 * LIMITS.nameLength + 1),
  parent_columns: Names.optional(),
  optional: z.number().min(0).max(1).default(0),
  owning: z.boolean().optional(),
  children: z
    .union([z.int().min(0).max(LIMITS.childrenPerParent), z.tuple([z.int().min(0), z.int().min(0)]), ChildrenSpec])
    .optional(),
  choose: z.union([z.literal('uniform'), ParentChoice]).optional(),
  unique_within_owner: z.literal(true).optional(),
});
type RawForeignKey = z.infer<typeof RawForeignKey>;

/** A key whose parent has not been looked up yet. */
export interface DraftKey extends Omit<ForeignKeySpec, 'references' | 'parent_columns'> {
  readonly path: string;
  readonly references: string;
  readonly parent_columns?: readonly string[];
}

const { references, optional, owning, children, choose, unique_within_owner } = RawForeignKey.shape;

/** Members that a column of kind `foreign_key` may carry in place of an entry under `foreign_keys`. */
export const KEY_MEMBERS = {
  references: references.optional(),
  parent_column: Name.optional(),
  optional,
  owning,
  children,
  choose,
  unique_within_owner,
};
const COLUMN_MEMBERS = Object.keys(KEY_MEMBERS);

/** The keys of a table, those written at their only column included; their columns without such members. */
export function normaliseForeignKeys(
  raw: { readonly keys: unknown; readonly path: string; readonly columns: readonly RawColumn[] },
  numRecords: unknown,
  issues: IssueList,
): { keys: DraftKey[]; columns: RawColumn[] } {
  const keys: DraftKey[] = [];
  const add = (value: unknown, path: string): void => {
    const key = readKey(value, path, numRecords, issues);
    if (key !== undefined) keys.push(key);
  };
  if (Array.isArray(raw.keys)) for (const [index, key] of raw.keys.entries()) add(key, memberPath(raw.path, index));
  else if (raw.keys !== undefined && raw.keys !== null)
    issues.add(raw.path, { code: 'WRONG_TYPE', message: 'must be a list of keys' });
  const columns = raw.columns.map((column) => {
    const { value } = column;
    if (!isMapping(value) || value['kind'] !== 'foreign_key' || value['references'] === undefined) return column;
    const { parent_column, ...members } = pick(value, COLUMN_MEMBERS);
    const parents = parent_column === undefined ? {} : { parent_columns: parent_column };
    add({ columns: column.name, ...members, ...parents }, column.path);
    return { ...column, value: omit(value, COLUMN_MEMBERS) };
  });
  return { keys: withNames(keys), columns };
}

function readKey(value: unknown, path: string, numRecords: unknown, issues: IssueList): DraftKey | undefined {
  const parsed = RawForeignKey.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    for (const { path: at, fault } of shapeFaults(parsed.error.issues, path, Object.keys(RawForeignKey.shape)))
      issues.add(at, fault);
    return undefined;
  }
  const key = parsed.data;
  const rule = readRule(key, path, numRecords, issues);
  if (rule === undefined) return undefined;
  const { references, optional, parent_columns } = key;
  return {
    path,
    name: key.name ?? '',
    columns: asList(key.columns),
    references,
    optional,
    rule,
    ...(parent_columns !== undefined && { parent_columns: asList(parent_columns) }),
  };
}

function readRule(
  key: RawForeignKey,
  path: string,
  numRecords: unknown,
  issues: IssueList,
): DraftKey['rule'] | undefined {
  const isOwning = key.owning ?? key.children !== undefined;
  const ways = [isOwning && 'owning', key.choose && 'choose', key.unique_within_owner && 'unique_within_owner'];
  const given = ways.filter((way) => typeof way === 'string');
  if (given.length > 1 || (key.children !== undefined && !isOwning)) {
    const message = `${given.join(' and ') || 'children and owning: false'} exclude each other`;
    issues.add(path, { code: 'CONFLICT', message, remedy: 'keep one of them' });
    return undefined;
  }
  if (key.unique_within_owner) return { name: 'unique_within_owner' };
  if (!isOwning) return { name: 'drawn', choose: chooseOf(key) };
  if (key.optional > 0) {
    const message = 'rows of an owning key have a parent each';
    issues.add(memberPath(path, 'optional'), {
      code: 'CONFLICT',
      message,
      value: key.optional,
      remedy: 'leave it out',
    });
  }
  return { name: 'owning', children: childrenOf(key.children, numRecords, memberPath(path, 'children'), issues) };
}

function chooseOf({ choose = 'uniform' }: RawForeignKey): ParentChoice {
  return choose === 'uniform' ? { name: 'uniform' } : choose;
}

/** Without a law of its own, a fixed total is shared out evenly but for chance; a law without a bound needs one. */
function childrenOf(
  given: RawForeignKey['children'],
  numRecords: unknown,
  path: string,
  issues: IssueList,
): ChildrenSpec {
  const total = typeof numRecords === 'number' ? { total: numRecords } : {};
  if (typeof given === 'number') return ChildrenSpec.parse({ min: given, max: given, ...total });
  const range = Array.isArray(given) ? { min: given[0], max: given[1] } : given;
  if (range === undefined) {
    if (typeof numRecords === 'number') return ChildrenSpec.parse(total);
    const message = 'neither the children of a parent nor the rows of the table are given';
    issues.add(path, { code: 'MISSING', message, remedy: 'give children: [0, 5], or num_records' });
  }
  const children = ChildrenSpec.parse({ ...range, ...total });
  if (children.min > children.max)
    issues.add(path, {
      code: 'EMPTY_RANGE',
      message: `min ${children.min} is above max ${children.max}`,
      bound: children.max,
    });
  return children;
}

/** A key is called after its parent table, or after its columns where two keys share a parent. */
function withNames(keys: readonly DraftKey[]): DraftKey[] {
  const tableOf = ({ references }: DraftKey) => references.split('.')[0]!;
  const count = new Map<string, number>();
  for (const key of keys) count.set(tableOf(key), (count.get(tableOf(key)) ?? 0) + 1);
  return keys.map((key) => {
    if (key.name !== '') return key;
    return { ...key, name: count.get(tableOf(key)) === 1 ? tableOf(key) : key.columns.join('_') };
  });
}

function asList(names: string | readonly string[]): string[] {
  return typeof names === 'string' ? [names] : [...names];
}

function pick(value: Record<string, unknown>, members: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([member]) => members.includes(member)));
}

function omit(value: Record<string, unknown>, members: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([member]) => !members.includes(member)));
}
