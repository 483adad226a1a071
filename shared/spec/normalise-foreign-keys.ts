import type { ForeignKeySpec } from '../contracts/foreign-key.ts';
import { LIMITS } from '../contracts/limits.ts';
import type { IssueList } from './issue-list.ts';
import { isMapping } from './mapping.ts';
import { parseMiniLanguage } from './mini-language.ts';
import type { RawColumn } from './normalise-table.ts';
import { KEY_MEMBERS, RawForeignKey } from './raw-foreign-key.ts';
import { type RuleContext, readKeyRule } from './read-key-rule.ts';
import { memberPath, shapeFaults } from './shape-issues.ts';

/** A key whose parent has not been looked up yet. */
export interface DraftKey extends Omit<ForeignKeySpec, 'name' | 'references' | 'parent_columns'> {
  readonly path: string;
  /** Called after its parent where absent. */
  readonly name?: string;
  readonly references: string;
  readonly parent_columns?: readonly string[];
}

const COLUMN_MEMBERS = Object.keys(KEY_MEMBERS);

export interface RawKeys {
  readonly keys: unknown;
  readonly path: string;
  readonly columns: readonly RawColumn[];
  /** The table's own `num_records`. */
  readonly numRecords: unknown;
  /** As in `NormaliseOptions`; `numRecords` is scaled already. */
  readonly scale: number | undefined;
}

/** The keys of a table, those written at their only column included; their columns without such members. */
export function normaliseForeignKeys(raw: RawKeys, issues: IssueList): { keys: DraftKey[]; columns: RawColumn[] } {
  const numRecords = typeof raw.numRecords === 'number' ? raw.numRecords : undefined;
  const keys: DraftKey[] = [];
  const add = (value: unknown, path: string): void => {
    const key = readKey(value, { path, numRecords, scale: raw.scale, issues });
    if (key !== undefined) keys.push(key);
  };
  for (const [index, key] of listKeys(raw, issues).entries()) add(key, memberPath(raw.path, index));
  const columns = raw.columns.map((column) => {
    const value = keyMembersOf(column.value);
    if (value === undefined) return column;
    const { parent_column, ...members } = pick(value, COLUMN_MEMBERS);
    const parents = parent_column === undefined ? {} : { parent_columns: parent_column };
    add({ columns: column.name, ...members, ...parents }, column.path);
    return { ...column, value: omit(value, COLUMN_MEMBERS) };
  });
  if (keys.length > LIMITS.foreignKeys) {
    const message = `there are ${keys.length} foreign keys, the limit is ${LIMITS.foreignKeys}`;
    issues.add(raw.path, { code: 'OUT_OF_RANGE', message, value: keys.length, bound: LIMITS.foreignKeys });
  }
  return { keys, columns };
}

function listKeys({ keys, path }: RawKeys, issues: IssueList): readonly unknown[] {
  if (keys === undefined || keys === null) return [];
  if (Array.isArray(keys)) return keys;
  issues.add(path, { code: 'WRONG_TYPE', message: 'must be a list of keys' });
  return [];
}

/** The members of a column that says itself what it refers to; `foreign_key(customers.id)?` too. */
function keyMembersOf(value: unknown): Record<string, unknown> | undefined {
  const members = typeof value === 'string' ? miniMembers(value) : value;
  const isKey = isMapping(members) && members['kind'] === 'foreign_key' && members['references'] !== undefined;
  return isKey ? members : undefined;
}

/** A question mark gives rows without a parent. */
function miniMembers(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith('foreign_key')) return undefined;
  const parsed = parseMiniLanguage(text);
  if (!('column' in parsed)) return undefined;
  const { null_rate, ...members } = parsed.column;
  return { ...members, ...(null_rate !== undefined && { optional: null_rate }) };
}

function readKey(value: unknown, context: RuleContext): DraftKey | undefined {
  const { path, issues } = context;
  const parsed = RawForeignKey.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    for (const { path: at, fault } of shapeFaults(parsed.error.issues, path, Object.keys(RawForeignKey.shape)))
      issues.add(at, fault);
    return undefined;
  }
  const { name, references, optional, parent_columns, columns } = parsed.data;
  const rule = readKeyRule(parsed.data, context);
  if (rule === undefined) return undefined;
  return {
    path,
    ...(name !== undefined && { name }),
    columns: asList(columns),
    references,
    optional,
    rule,
    ...(parent_columns !== undefined && { parent_columns: asList(parent_columns) }),
  };
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
