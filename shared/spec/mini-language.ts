import type { ColumnKind } from '../contracts/column-spec.ts';
import { parseIsoDate, parseIsoDatetime, parseIsoTime } from '../contracts/iso-calendar.ts';
import { closestName } from '../errors/closest-name.ts';
import { COLUMN_KINDS, isPersonKind, KIND_ALIASES, KINDS_ELSEWHERE } from './column-kinds.ts';
import type { Fault } from './issue-list.ts';
import { splitArguments } from './split-arguments.ts';

const NULL_RATE_OF_QUESTION_MARK = 0.1;
/** Two bounds of 64 bits, or two instants, and room to spare. */
const RANGE_LENGTH_MAX = 200;
const NUMBER_LENGTH_MAX = 64;

/** Opens a string by its pattern: `pattern([A-Z]{3}-\d{4})`. No kind of its own. */
export const PATTERN_WORD = 'pattern';

export type MiniResult = { readonly column: Record<string, unknown> } | { readonly fault: Fault };

/**
 * One column as text: `kind`, `kind[a:b]` or `kind(a,b,c)`, each with an optional `?` for 10 % nulls. Gives the
 * members that the mapping form would have; whether they make sense together is checked later, for both forms alike.
 */
export function parseMiniLanguage(text: string): MiniResult {
  const parts = takeApart(text);
  if (parts === undefined) return { fault: unreadable(text) };
  const { word, range, list, isNullable } = parts;
  if (word === PATTERN_WORD) return readPattern(list, isNullable);
  const kind = resolveKind(word);
  if (kind === undefined) return { fault: unknownKind(word) };
  const members = range !== undefined ? readRange(kind, range) : list !== undefined ? readList(kind, list) : {};
  if ('fault' in members) return { fault: members.fault as Fault };
  return { column: { kind, ...members, ...(isNullable && { null_rate: NULL_RATE_OF_QUESTION_MARK }) } };
}

function readPattern(list: string | undefined, isNullable: boolean): MiniResult {
  if (list === undefined || list === '')
    return { fault: badMini('pattern names no pattern', 'write it like pattern([A-Z]{3}-\\d{4})', list ?? '') };
  const nulls = isNullable && { null_rate: NULL_RATE_OF_QUESTION_MARK };
  return { column: { kind: 'string', pattern: list, ...nulls } };
}

/** By hand rather than by one expression, which would try every way to share out a megabyte of spaces. */
function takeApart(text: string): { word: string; range?: string; list?: string; isNullable: boolean } | undefined {
  const trimmed = text.trim();
  const isNullable = trimmed.endsWith('?');
  const body = isNullable ? trimmed.slice(0, -1).trimEnd() : trimmed;
  const word = /^[A-Za-z_][A-Za-z0-9_]*/.exec(body)?.[0];
  if (word === undefined) return undefined;
  const rest = body.slice(word.length).trimStart();
  if (rest === '') return { word, isNullable };
  const inner = rest.slice(1, -1);
  if (rest.startsWith('[') && rest.endsWith(']')) return { word, range: inner, isNullable };
  if (rest.startsWith('(') && rest.endsWith(')') && rest.length > 1) return { word, list: inner, isNullable };
  return undefined;
}

/** The kind that a word names, aliases included. */
export function resolveKind(word: string): ColumnKind | undefined {
  if (Object.hasOwn(KIND_ALIASES, word)) return KIND_ALIASES[word];
  return COLUMN_KINDS.find((kind) => kind === word);
}

export function unknownKind(word: string): Fault {
  const elsewhere = Object.hasOwn(KINDS_ELSEWHERE, word.toLowerCase())
    ? KINDS_ELSEWHERE[word.toLowerCase()]
    : undefined;
  const closest = elsewhere ?? closestName(word, [...COLUMN_KINDS, ...Object.keys(KIND_ALIASES)]);
  return {
    code: 'UNKNOWN_KIND',
    message: `there is no kind ${JSON.stringify(word.slice(0, 64))}`,
    value: word,
    bound: COLUMN_KINDS,
    remedy: closest === undefined ? `use one of ${COLUMN_KINDS.join(', ')}` : `did you mean "${closest}"?`,
  };
}

type Bound = string | number;
interface RangeRule {
  readonly members: readonly [string, string];
  /** The bound as the mapping form writes it; `undefined` when the text is not a bound of this kind. */
  parse(text: string): Bound | undefined;
  readonly example: string;
}

const RANGE_RULES: { readonly [Kind in ColumnKind]?: RangeRule } = {
  integer: { members: ['min', 'max'], parse: parseWhole, example: 'integer[1:1000]' },
  long: { members: ['min', 'max'], parse: parseWhole, example: 'long[0:9007199254740991]' },
  float: { members: ['min', 'max'], parse: parseReal, example: 'float[0:1]' },
  double: { members: ['min', 'max'], parse: parseReal, example: 'double[0:1]' },
  decimal: { members: ['min', 'max'], parse: parsePlainDecimal, example: 'decimal[0:99.95]' },
  string: { members: ['min_length', 'max_length'], parse: parseWhole, example: 'string[8:16]' },
  binary: { members: ['min_length', 'max_length'], parse: parseWhole, example: 'binary[16:32]' },
  date: { members: ['min', 'max'], parse: textWhen(parseIsoDate), example: 'date[2020-01-01:2024-12-31]' },
  time: { members: ['min', 'max'], parse: textWhen(parseIsoTime), example: 'time[08:00..17:30]' },
  datetime: {
    members: ['min', 'max'],
    parse: textWhen(parseIsoDatetime),
    example: 'datetime[2020-01-01T00:00:00Z..2025-01-01T00:00:00Z]',
  },
};

function readRange(kind: ColumnKind, text: string): Record<string, unknown> {
  const rule = RANGE_RULES[kind];
  if (rule === undefined)
    return { fault: badMini(`${kind} takes no range`, `write "${kind}" or the mapping form`, text) };
  const splits = text.length > RANGE_LENGTH_MAX ? [] : splitRange(text, rule);
  if (splits.length === 1) return { [rule.members[0]]: splits[0]?.[0], [rule.members[1]]: splits[0]?.[1] };
  if (splits.length === 0)
    return {
      fault: badMini(`"${text.slice(0, 64)}" is not a range of ${kind}`, `write it like ${rule.example}`, text),
    };
  const message = `the range can be split in ${splits.length} ways`;
  return { fault: { code: 'AMBIGUOUS_RANGE', message, value: text, remedy: 'put ".." between the bounds' } };
}

/** Every way to split at `..`, or else at one colon, such that both halves are bounds. */
function splitRange(text: string, rule: RangeRule): [Bound, Bound][] {
  const separator = text.includes('..') ? '..' : ':';
  const splits: [Bound, Bound][] = [];
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + 1)) {
    const low = rule.parse(text.slice(0, at).trim());
    const high = rule.parse(text.slice(at + separator.length).trim());
    if (low !== undefined && high !== undefined) splits.push([low, high]);
  }
  return splits;
}

function readList(kind: ColumnKind, text: string): Record<string, unknown> {
  if (kind === 'template' || kind === 'constant') return readWhole(kind, text);
  const items = splitArguments(text);
  if (items === undefined)
    return { fault: badMini('the list is not closed properly', 'quote values as JSON strings: "a,b"', text) };
  if (kind === 'category' && text.trim() === '')
    return { fault: badMini('category() names no value', 'write category(a,b); an empty text is category("")', text) };
  if (kind === 'category') return { values: items };
  const names = isPersonKind(kind) ? ['entity'] : LIST_MEMBERS[kind];
  if (names === undefined || items.length > names.length || items.includes(''))
    return { fault: badMini(`${kind} takes no such list`, LIST_REMEDY, text) };
  const values = items.map((item) => (isPersonKind(kind) ? item : (parseWhole(item) ?? parseReal(item) ?? item)));
  return Object.fromEntries(values.map((value, index) => [names[index], value]));
}

const LIST_REMEDY =
  'lists are for category(a,b,c), decimal(precision,scale), boolean(p), sequence(start,step), foreign_key(table.column), template(text), pattern(expression), constant(value) and email(entity) with its like';

/** Parameters by place. */
const LIST_MEMBERS: { readonly [Kind in ColumnKind]?: readonly string[] } = {
  decimal: ['precision', 'scale'],
  boolean: ['p'],
  sequence: ['start', 'step'],
  uuid: ['version'],
  hash: ['algorithm'],
  foreign_key: ['references'],
};

/** Text that may hold commas: taken whole, as JSON when it reads as a JSON string. */
function readWhole(kind: 'template' | 'constant', text: string): Record<string, unknown> {
  const items = /^\s*"/.test(text) ? splitArguments(text) : undefined;
  const whole = items?.length === 1 ? (items[0] ?? '') : text;
  if (kind === 'template') return { template: whole };
  const isQuoted = items?.length === 1;
  if (!isQuoted && (whole === 'true' || whole === 'false')) return { value: whole === 'true' };
  return { value: isQuoted ? whole : (parseReal(whole) ?? whole) };
}

/** A whole number; text when it is beyond a double's exact integers, so that it stays exact. */
function parseWhole(text: string): Bound | undefined {
  if (!/^[+-]?\d{1,40}$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text.replace('+', '')).toString();
}

function parseReal(text: string): number | undefined {
  if (text.length > NUMBER_LENGTH_MAX || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function parsePlainDecimal(text: string): string | undefined {
  return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
}

function textWhen(parse: (text: string) => unknown): (text: string) => string | undefined {
  return (text) => (parse(text) === undefined ? undefined : text);
}

function unreadable(text: string): Fault {
  return badMini('this is not a column', 'write kind, kind[a:b] or kind(a,b,c), with "?" for nulls', text);
}

function badMini(message: string, remedy: string, value: string): Fault {
  return { code: 'BAD_MINI_LANGUAGE', message, value, remedy };
}
