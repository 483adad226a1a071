import type { SchemaChange } from '../contracts/stored-schema.ts';
import { diffSpecs, type SpecChange } from '../spec/diff-specs.ts';
import { readStoredSpec } from './schema-content.ts';

/** What changed from one stored specification to another, each change judged. */
export function compareVersions(before: Record<string, unknown>, after: Record<string, unknown>): SchemaChange[] {
  return diffSpecs(readStoredSpec(before), readStoredSpec(after)).map((change) => {
    const { member: _member, isHidden: _hidden, ...shown } = change;
    return { ...shown, is_breaking: isBreaking(change) };
  });
}

type Judge = (change: SpecChange) => boolean;

const always: Judge = () => true;
const never: Judge = () => false;
const unlessAdded: Judge = ({ change }) => change !== 'added';
const unlessRemoved: Judge = ({ change }) => change !== 'removed';

/** Members of a column that a reader of rows can depend on; all others only move values within their type. */
const COLUMN_MEMBERS: Readonly<Record<string, Judge>> = {
  kind: always,
  type: always,
  precision: always,
  scale: always,
  zone: always,
  unit: always,
  as: always,
  value: always,
  algorithm: always,
  null_rate: ({ before }) => before === 0,
  null_when: ({ change }) => change === 'added',
  unique: unlessAdded,
  hidden: unlessRemoved,
  values: addsValues,
  states: addsValues,
};

const TABLE_MEMBERS: Readonly<Record<string, Judge>> = {
  primary_key: unlessAdded,
  // Files without names hold columns by position.
  '(order)': always,
};

/** Members of an output without which the same bytes cannot be read. */
const OUTPUT_MEMBERS = ['format', 'compression', 'layout', 'dialect', 'csv'];

const SUBJECTS: Readonly<Record<SpecChange['subject'], Judge>> = {
  spec: ({ member, before, after }) => member === 'output' && differIn(OUTPUT_MEMBERS, before, after),
  table: judgeMembers(TABLE_MEMBERS),
  column: judgeMembers(COLUMN_MEMBERS),
  entity: never,
  key: (change) => change.change === 'removed' || (change.change === 'changed' && isWeakerKey(change)),
  check: unlessAdded,
};

/**
 * Whether a reader who knows the older version can trip over rows of the newer one: something is gone, has another
 * type or place, or a promise (no nulls, unique, a key, a check, a closed list of values) no longer holds.
 */
function isBreaking(change: SpecChange): boolean {
  return change.isHidden !== true && SUBJECTS[change.subject](change);
}

/** Where no member is named, the whole thing came or went. */
function judgeMembers(members: Readonly<Record<string, Judge>>): Judge {
  return (change) => {
    if (change.member === undefined) return change.change === 'removed';
    return Object.hasOwn(members, change.member) && members[change.member]!(change);
  };
}

function addsValues({ change, before, after }: SpecChange): boolean {
  if (change !== 'changed' || !Array.isArray(before) || !Array.isArray(after)) return true;
  const known = new Set<unknown>(before);
  return after.some((value) => !known.has(value));
}

function isWeakerKey({ before, after }: SpecChange): boolean {
  const isOptional = (key: unknown) => Number(membersOf(key)['optional'] ?? 0) > 0;
  return (
    differIn(['columns', 'references', 'parent_columns'], before, after) || (!isOptional(before) && isOptional(after))
  );
}

function differIn(members: readonly string[], before: unknown, after: unknown): boolean {
  const [old, current] = [membersOf(before), membersOf(after)];
  return members.some((member) => JSON.stringify(old[member]) !== JSON.stringify(current[member]));
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
