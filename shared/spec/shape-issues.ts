import type * as z from 'zod';
import { Distribution } from '../contracts/distribution.ts';
import { suggestName } from '../errors/closest-name.ts';
import type { Fault } from './issue-list.ts';

type ZodIssue = z.core.$ZodIssue;

/** What a schema found, in our words: one fault per wrong member, with the path below `path`. */
export function* shapeFaults(
  issues: readonly ZodIssue[],
  path: string,
  members: readonly string[],
): Generator<{ path: string; fault: Fault }> {
  for (const issue of issues) {
    const at = issue.path.reduce<string>((parent, step) => memberPath(parent, step), path);
    if (issue.code !== 'unrecognized_keys') yield { path: at, fault: fault(issue) };
    else for (const key of issue.keys) yield { path: memberPath(at, key), fault: unknownMember(key, issue, members) };
  }
}

/** `parent.member`, or `parent[0]` for a place in a list. */
export function memberPath(parent: string, member: PropertyKey): string {
  if (typeof member === 'number') return `${parent}[${member}]`;
  return parent === '' ? String(member) : `${parent}.${String(member)}`;
}

/** `members` are those of the outermost mapping: further in nobody lists them. */
function unknownMember(key: string, { path }: ZodIssue, members: readonly string[]): Fault {
  if (path.length === 0) return unknownKey(key, members);
  const { code, message, value } = unknownKey(key, []);
  return { code, message, value, remedy: 'leave it out' };
}

export function unknownKey(key: string, members: readonly string[]): Fault {
  const message = `there is no member ${JSON.stringify(key.slice(0, 64))} here`;
  return { code: 'UNKNOWN_KEY', message, value: key, bound: members, remedy: suggestName(key, members) };
}

function fault(issue: ZodIssue): Fault {
  const value = issue.input;
  if (value === undefined && issue.code !== 'custom') return { code: 'MISSING', message: 'this member is needed' };
  switch (issue.code) {
    case 'invalid_type':
      return { code: 'WRONG_TYPE', message: `must be ${article(issue.expected)}`, value, bound: issue.expected };
    case 'too_small':
      return tooFar(value, issue.minimum, issue.origin, issue.inclusive === false ? 'above' : 'at least');
    case 'too_big':
      return tooFar(value, issue.maximum, issue.origin, issue.inclusive === false ? 'below' : 'at most');
    case 'invalid_value':
      return { code: 'NOT_ONE_OF', message: `must be one of ${issue.values.join(', ')}`, value, bound: issue.values };
    case 'invalid_format':
      return { code: 'BAD_FORMAT', message: FORMAT_MESSAGES[issue.format] ?? issue.message, value };
    case 'invalid_union':
      return unionFault(issue, value);
    default:
      return { code: 'WRONG_TYPE', message: issue.message, value };
  }
}

const FORMAT_MESSAGES: Readonly<Record<string, string>> = {
  date: 'must look like 2024-12-31',
  datetime: 'must look like 2024-12-31T23:59:59Z',
};

function tooFar(value: unknown, limit: number | bigint, origin: string, relation: string): Fault {
  const bound = Number(limit);
  const thing = origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';
  const remedy =
    typeof value === 'number' && Math.abs(bound) === Number.MAX_SAFE_INTEGER
      ? 'write whole numbers beyond 2^53 in quotes'
      : undefined;
  const message = `must ${thing === '' ? 'be' : 'have'} ${relation} ${bound}${thing}`;
  return { code: 'OUT_OF_RANGE', message, value, bound, ...(remedy !== undefined && { remedy }) };
}

/** The branch that got furthest speaks: one that accepted the type, or else all types together. */
function unionFault(issue: z.core.$ZodIssueInvalidUnion, value: unknown): Fault {
  if (issue.errors.length === 0)
    return { code: 'NOT_ONE_OF', message: `must be one of ${LAWS.join(', ')}`, value, bound: LAWS };
  const branches = issue.errors.map((branch) => branch[0]).filter((branch) => branch !== undefined);
  const specific = branches.find((branch) => branch.code !== 'invalid_type' && branch.code !== 'invalid_union');
  if (specific !== undefined) return fault({ ...specific, input: value } as ZodIssue);
  const expected = [...new Set(branches.map((branch) => ('expected' in branch ? String(branch.expected) : 'other')))];
  return { code: 'WRONG_TYPE', message: `must be ${expected.map(article).join(' or ')}`, value, bound: expected };
}

/** Distributions are the one choice by name inside a column: a union without branches to report is theirs. */
const LAWS = Distribution.options.map((option) => option.shape.name.value);

const TYPE_WORDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
};

function article(type: string): string {
  return TYPE_WORDS[type] ?? type;
}
