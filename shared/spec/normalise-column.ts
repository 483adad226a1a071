import { type ColumnKind, type ColumnSpec, STRING_DEFAULTS } from '../contracts/column-spec.ts';
import { checkColumn } from './check-column.ts';
import { isPersonKind, SCHEMA_OF_KIND } from './column-kinds.ts';
import type { IssueList } from './issue-list.ts';
import { isMapping } from './mapping.ts';
import { parseMiniLanguage, resolveKind, unknownKind } from './mini-language.ts';
import { type Entities, resolveEntity } from './normalise-entities.ts';
import { normaliseJsonValue } from './normalise-json.ts';
import type { RawColumn } from './normalise-table.ts';
import { memberPath, shapeFaults } from './shape-issues.ts';

export interface ColumnContext {
  readonly numRecords: number;
  readonly entities: Entities;
  /** Leaves of the `json` columns of the table so far: one count for all of them. */
  readonly jsonLeaves: { count: number };
}

/**
 * One column with everything written out. Shape first, meaning only when the shape is right; faults go to `issues` and
 * the answer is then `undefined`, so that the other columns are still looked at.
 */
export function normaliseColumn(raw: RawColumn, context: ColumnContext, issues: IssueList): ColumnSpec | undefined {
  const members = readMembers(raw, issues);
  if (members === undefined) return undefined;
  const kind = readKind(members['kind'], raw.path, issues);
  if (kind === undefined) return undefined;
  const countBefore = issues.count;
  const bounded = withBetween(kind, withImpliedBounds(kind, members), raw.path, issues);
  const complete: Record<string, unknown> = { ...bounded, name: raw.name, kind };
  if (isPersonKind(kind))
    complete['entity'] =
      resolveEntity(members['entity'], context.entities, memberPath(raw.path, 'entity'), issues) ?? 'unnamed';
  if (kind === 'json') {
    const value = readJsonValue({ ...raw, value: members['value'] }, context, issues);
    if (value === undefined) return undefined;
    complete['value'] = value;
  }
  const column = parseShape(kind, complete, raw.path, issues);
  if (column === undefined) return undefined;
  for (const { member, ...fault } of checkColumn(column, context.numRecords))
    issues.add(member === '' ? raw.path : memberPath(raw.path, member), fault);
  return issues.count === countBefore ? canonical(column) : undefined;
}

/** Leaves are columns too. */
function readJsonValue(raw: RawColumn, context: ColumnContext, issues: IssueList) {
  return normaliseJsonValue({ ...raw, path: memberPath(raw.path, 'value') }, context.numRecords, {
    issues,
    leaves: context.jsonLeaves,
    readColumn: (leaf, rows) => normaliseColumn(leaf, { ...context, numRecords: rows }, issues),
  });
}

function readMembers(raw: RawColumn, issues: IssueList): Record<string, unknown> | undefined {
  if (typeof raw.value === 'string') {
    const result = parseMiniLanguage(raw.value);
    if ('column' in result) return result.column;
    issues.add(raw.path, result.fault);
    return undefined;
  }
  if (isMapping(raw.value)) return raw.value;
  const message = 'must be text such as "integer[1:1000]", or a mapping with kind';
  issues.add(raw.path, { code: 'WRONG_TYPE', message, value: raw.value });
  return undefined;
}

function readKind(word: unknown, path: string, issues: IssueList): ColumnKind | undefined {
  const kindPath = memberPath(path, 'kind');
  if (typeof word !== 'string') {
    const code = word === undefined ? 'MISSING' : 'WRONG_TYPE';
    issues.add(kindPath, { code, message: 'a kind such as integer is needed', value: word });
    return undefined;
  }
  const kind = resolveKind(word);
  if (kind === undefined) issues.add(kindPath, unknownKind(word));
  return kind;
}

const BETWEEN_KINDS: readonly ColumnKind[] = ['date', 'time', 'datetime'];

/** Strings need lengths or a pattern, uniform values an interval; any other law is cut by default only where its type ends. */
function withImpliedBounds(kind: ColumnKind, members: Record<string, unknown>): Record<string, unknown> {
  if (kind === 'string') return members['pattern'] === undefined ? { ...STRING_DEFAULTS, ...members } : members;
  if (kind === 'uuid' && members['version'] === 7 && members['time_from'] === undefined)
    return { ...UUID_V7_DEFAULTS, ...members };
  const law = members['distribution'];
  const isUniform = law === undefined || (isMapping(law) && law['name'] === 'uniform');
  if ((kind === 'float' || kind === 'double') && isUniform) return { min: 0, max: 1, ...members };
  if (isUniform) return members;
  if (kind === 'integer') return { min: -(2 ** 31), max: 2 ** 31 - 1, ...members };
  if (kind === 'long') return { min: -(2 ** 53 - 1), max: 2 ** 53 - 1, ...members };
  if (kind === 'decimal') return { ...widestDecimal(members), ...members };
  return members;
}

const UUID_V7_DEFAULTS = { start: '2020-01-01T00:00:00Z', step_ms: 1_000 };

function widestDecimal(members: Record<string, unknown>): Record<string, unknown> {
  const { precision = 18, scale = 2 } = members;
  const isUsable = Number.isInteger(precision) && Number.isInteger(scale) && Number(scale) <= Number(precision);
  if (!isUsable || Number(precision) > 18 || Number(scale) < 0) return {};
  const whole = '9'.repeat(Number(precision) - Number(scale)) || '0';
  const max = Number(scale) === 0 ? whole : `${whole}.${'9'.repeat(Number(scale))}`;
  return { min: `-${max}`, max };
}

/** `between: [a, b]` of a kind of time as `min` and `max`. */
function withBetween(
  kind: ColumnKind,
  members: Record<string, unknown>,
  path: string,
  issues: IssueList,
): Record<string, unknown> {
  const { between, ...others } = members;
  if (between === undefined || !BETWEEN_KINDS.includes(kind)) return members;
  const isPair = Array.isArray(between) && between.length === 2;
  if (isPair && !('min' in others) && !('max' in others)) return { ...others, min: between[0], max: between[1] };
  const message = isPair ? 'min and max are given already' : 'must be a list of two bounds';
  issues.add(memberPath(path, 'between'), {
    code: isPair ? 'CONFLICT' : 'WRONG_TYPE',
    message,
    remedy: 'write between: [first, last], or min and max',
  });
  return others;
}

function parseShape(
  kind: ColumnKind,
  members: Record<string, unknown>,
  path: string,
  issues: IssueList,
): ColumnSpec | undefined {
  const schema = SCHEMA_OF_KIND.get(kind);
  const parsed = schema?.safeParse(members, { reportInput: true });
  if (parsed?.success) return parsed.data;
  const known = Object.keys(schema?.shape ?? {}).filter((member) => member !== 'name');
  for (const { path: at, fault } of shapeFaults(parsed?.error.issues ?? [], path, known)) {
    issues.add(at, kind === 'integer' && fault.code === 'OUT_OF_RANGE' ? { ...fault, remedy: 'use kind long' } : fault);
    if (issues.isFull) break;
  }
  return undefined;
}

/** Whole numbers in one spelling, so that equal specs have equal hashes. */
function canonical(column: ColumnSpec): ColumnSpec {
  if (column.kind === 'long') return { ...column, min: shortest(column.min), max: shortest(column.max) };
  if (column.kind === 'uuid' && column.version === 4) {
    const { version: _default, ...rest } = column;
    return rest;
  }
  if (column.kind === 'sequence') return { ...column, start: shortest(column.start), step: shortest(column.step) };
  return column;
}

function shortest(value: number | string): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(value).toString();
}
