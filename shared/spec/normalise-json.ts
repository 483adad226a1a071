import type { ColumnSpec, JsonValueNode } from '../contracts/column-spec.ts';
import { JsonLength } from '../contracts/json-node.ts';
import { LIMITS } from '../contracts/limits.ts';
import { checkColumn } from './check-column.ts';
import { checkJsonSize, leafFault } from './check-json.ts';
import type { IssueList } from './issue-list.ts';
import { isMapping, namedEntries, readName, refuseDuplicateNames, refuseUnknownKeys } from './mapping.ts';
import { memberPath, shapeFaults } from './shape-issues.ts';

/** A node as the document holds it. */
interface RawNode {
  readonly name: string;
  readonly path: string;
  readonly value: unknown;
  /** Nodes above it. */
  readonly depth: number;
  /** Rows that it is drawn for: those of the table times the longest lists around it. */
  readonly rows: number;
}

/** What a value is read with. */
export interface JsonReading {
  readonly issues: IssueList;
  /** Leaves of all `json` columns of the table so far. */
  readonly leaves: { count: number };
  /** Reads a leaf as a column of so many rows. */
  readColumn(raw: { name: string; path: string; value: unknown }, rows: number): ColumnSpec | undefined;
}

const OBJECT_KEYS = ['object', 'null_rate', 'name'];
const LIST_KEYS = ['list', 'length', 'null_rate', 'name'];
const ELEMENT = 'element';

/**
 * The value of a `json` column with everything written out: sugar is a plain mapping for an object, a mini-string for a
 * leaf and a number for a length. Faults go to the issues and the answer is then `undefined`.
 */
export function normaliseJsonValue(
  raw: { readonly name: string; readonly path: string; readonly value: unknown },
  numRecords: number,
  reading: JsonReading,
): JsonValueNode | undefined {
  const { issues } = reading;
  const countBefore = issues.count;
  if (!isMapping(raw.value) || isLeaf(raw.value)) {
    const message = 'must be an object or a list';
    const remedy = 'write value: { street: string, tags: { list: string, length: 3 } }';
    issues.add(raw.path, { code: raw.value === undefined ? 'MISSING' : 'WRONG_TYPE', message, remedy });
    return undefined;
  }
  if (isContainer(raw.value) && (raw.value['null_rate'] ?? 0) !== 0)
    issues.add(memberPath(raw.path, 'null_rate'), {
      code: 'CONFLICT',
      message: 'the column says how often its value is null',
      remedy: 'give null_rate to the column',
    });
  const root = readNode({ ...raw, depth: 0, rows: numRecords }, reading);
  if (root !== undefined) checkJsonSize(root, { path: raw.path, numRecords }, issues);
  return issues.count === countBefore ? root : undefined;
}

function readNode(raw: RawNode, reading: JsonReading): JsonValueNode | undefined {
  const { value, path, depth } = raw;
  if (depth >= LIMITS.jsonDepth) {
    const message = `is nested deeper than ${LIMITS.jsonDepth} levels`;
    reading.issues.add(path, { code: 'OUT_OF_RANGE', message, bound: LIMITS.jsonDepth });
    return undefined;
  }
  if (!isMapping(value) || isLeaf(value)) return readLeaf(raw, reading);
  if (Object.hasOwn(value, 'list')) return readList(raw, value, reading);
  if (Object.hasOwn(value, 'object')) return readObject(raw, value, reading);
  return readMembers({ ...raw, value: { object: value, null_rate: 0 } }, reading);
}

function isContainer(value: Record<string, unknown>): boolean {
  return Object.hasOwn(value, 'list') || Object.hasOwn(value, 'object');
}

/** A mapping that says its kind. */
function isLeaf(value: Record<string, unknown>): boolean {
  return typeof value['kind'] === 'string';
}

function readObject(raw: RawNode, value: Record<string, unknown>, reading: JsonReading): JsonValueNode | undefined {
  refuseUnknownKeys(value, OBJECT_KEYS, raw.path, reading.issues);
  refuseOtherName(value['name'], raw, reading.issues);
  const null_rate = readNullRate(value['null_rate'], raw.path, reading.issues);
  const path = memberPath(raw.path, 'object');
  return readMembers({ ...raw, path, value: { object: value['object'], null_rate } }, reading);
}

interface RawObject extends Omit<RawNode, 'value'> {
  readonly value: { readonly object: unknown; readonly null_rate: number };
}

/** Members as a mapping from names, or as a list of nodes with names. */
function readMembers(raw: RawObject, reading: JsonReading): JsonValueNode | undefined {
  const { issues } = reading;
  const { object, null_rate } = raw.value;
  const entries = Array.isArray(object)
    ? object.map((member, index) => listedMember(member, memberPath(raw.path, index), issues))
    : isMapping(object)
      ? namedEntries(object, raw.path, issues)
      : [];
  if (entries.length === 0) {
    const message = 'an object needs at least one member';
    issues.add(raw.path, { code: 'MISSING', message, remedy: 'write { street: string }' });
    return undefined;
  }
  refuseDuplicateNames(entries, issues);
  const members: JsonValueNode[] = [];
  for (const entry of entries) {
    if (reading.leaves.count > LIMITS.jsonLeaves || issues.isFull) return undefined;
    const member = readNode({ ...raw, ...entry, depth: raw.depth + 1 }, reading);
    if (member !== undefined) members.push(member);
  }
  return members.length === entries.length ? { name: raw.name, null_rate, object: members } : undefined;
}

function listedMember(member: unknown, path: string, issues: IssueList) {
  if (!isMapping(member)) {
    issues.add(path, { code: 'WRONG_TYPE', message: 'must be a mapping with name and kind, object or list' });
    return { name: 'unnamed', path, value: 'string' };
  }
  const { name, ...value } = member;
  return { name: readName(name, memberPath(path, 'name'), issues), path, value };
}

function readList(raw: RawNode, value: Record<string, unknown>, reading: JsonReading): JsonValueNode | undefined {
  const { issues } = reading;
  refuseUnknownKeys(value, LIST_KEYS, raw.path, issues);
  refuseOtherName(value['name'], raw, issues);
  const null_rate = readNullRate(value['null_rate'], raw.path, issues);
  const length = readLength(value['length'], memberPath(raw.path, 'length'), issues);
  const element = readNode(
    {
      name: ELEMENT,
      path: memberPath(raw.path, 'list'),
      value: value['list'],
      depth: raw.depth + 1,
      rows: raw.rows * (length?.max ?? 1),
    },
    reading,
  );
  return element === undefined || length === undefined
    ? undefined
    : { name: raw.name, null_rate, list: element, length };
}

/** The normalised form says the name of every node once more. */
function refuseOtherName(name: unknown, raw: RawNode, issues: IssueList): void {
  if (name === undefined || name === raw.name) return;
  const message = `the name of this node is ${JSON.stringify(raw.name)}`;
  issues.add(memberPath(raw.path, 'name'), { code: 'CONFLICT', message, value: name, remedy: 'leave it out' });
}

function readNullRate(value: unknown, path: string, issues: IssueList): number {
  if (value === undefined) return 0;
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  issues.add(memberPath(path, 'null_rate'), { code: 'OUT_OF_RANGE', message: 'must be 0 to 1', value, bound: 1 });
  return 0;
}

/** A number is the length of every list. */
function readLength(value: unknown, path: string, issues: IssueList): JsonLength | undefined {
  const isNumber = typeof value === 'number';
  const parsed = JsonLength.safeParse(isNumber ? { min: value, max: value } : value, { reportInput: true });
  if (!parsed.success) {
    const faults = [...shapeFaults(parsed.error.issues, path, Object.keys(JsonLength.shape))];
    for (const { path: at, fault } of isNumber ? faults.slice(0, 1) : faults)
      issues.add(isNumber ? path : at, { remedy: 'write length: 3 or length: { min: 0, max: 5 }', ...fault });
    return undefined;
  }
  const column = { name: 'length', null_rate: 0, kind: 'integer', ...parsed.data } as const;
  const faults = checkColumn(column, LIMITS.rows);
  for (const { member, ...fault } of faults) issues.add(member === '' ? path : memberPath(path, member), fault);
  return faults.length === 0 ? parsed.data : undefined;
}

function readLeaf(raw: RawNode, reading: JsonReading): JsonValueNode | undefined {
  const { issues, leaves } = reading;
  leaves.count += 1;
  if (leaves.count > LIMITS.jsonLeaves) {
    const message = `the json columns of the table have more than ${LIMITS.jsonLeaves} leaves`;
    if (leaves.count === LIMITS.jsonLeaves + 1)
      issues.add(raw.path, { code: 'OUT_OF_RANGE', message, bound: LIMITS.jsonLeaves });
    return undefined;
  }
  const column = reading.readColumn(raw, raw.rows);
  if (column === undefined) return undefined;
  const fault = leafFault(column, raw.rows);
  if (fault !== undefined) {
    issues.add(raw.path, { code: 'NOT_AVAILABLE', ...fault });
    return undefined;
  }
  return column as JsonValueNode;
}
