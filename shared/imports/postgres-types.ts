import type { TypeName } from 'libpg-query';
import { ownEntry } from '../proposals/own-entry.ts';
import { integerType, type SourceType } from '../proposals/source-schema.ts';
import { namesOf, readPostgresExpression, typeNameOf } from './postgres-expression.ts';

/** A type of PostgreSQL by its internal name. `other` where it is no built-in type that rows can be made for. */
export function postgresType(name: string, modifiers: readonly number[], isArray: boolean): SourceType {
  if (isArray) return { name: 'other', nearest: ownEntry(ARRAYS, name) ?? { kind: 'constant', value: '{}' } };
  const make = ownEntry(TYPES, name);
  if (make !== undefined) return make(modifiers);
  const nearest = name === 'bit' || name === 'varbit' ? bits(modifiers) : ownEntry(NEAREST, name);
  return { name: 'other', ...(nearest !== undefined && { nearest }) };
}

type Members = Readonly<Record<string, unknown>>;

const pattern = (text: string): Members => ({ kind: 'string', pattern: text });
const bits = ([length = 1]: readonly number[]): Members => pattern(`[01]{${length}}`);

/** Texts in the notation of types that have no counterpart, so that a database takes them. */
const NEAREST: Readonly<Record<string, Members>> = {
  tsvector: pattern('[a-z]{3,8}( [a-z]{3,8}){0,3}'),
  tsquery: pattern('[a-z]{3,8}'),
  interval: pattern('\\d{1,2} days'),
  timetz: pattern('(0\\d|1\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\+00'),
  inet: pattern('10\\.[1-9]\\d\\.[1-9]\\d\\.[1-9]\\d'),
  cidr: pattern('10\\.[1-9]\\d\\.[1-9]\\d\\.0/24'),
  macaddr: pattern('[0-9a-f]{2}(:[0-9a-f]{2}){5}'),
  xml: pattern('<a>[a-z]{1,8}</a>'),
  point: pattern('\\([1-9]\\d?,[1-9]\\d?\\)'),
  int4range: pattern('\\[\\d,1\\d\\)'),
  int8range: pattern('\\[\\d,1\\d\\)'),
  numrange: pattern('\\[\\d,1\\d\\)'),
  daterange: pattern('\\[2024-01-0[1-9],2024-02-0[1-9]\\)'),
};

const words = pattern('\\{[a-z]{3,8}(,[a-z]{3,8}){0,2}\\}');
const numbers = pattern('\\{\\d{1,4}(,\\d{1,4}){0,2}\\}');

/** Arrays in PostgreSQL's notation; those of other types stay empty. */
const ARRAYS: Readonly<Record<string, Members>> = {
  text: words,
  varchar: words,
  int2: numbers,
  int4: numbers,
  int8: numbers,
  numeric: numbers,
  float4: numbers,
  float8: numbers,
};

type Make = (modifiers: readonly number[]) => SourceType;

const text: Make = ([maxLength]) => ({ name: 'text', ...(maxLength !== undefined && { maxLength }) });

const TYPES: Readonly<Record<string, Make>> = {
  int2: () => integerType(16),
  smallserial: () => integerType(16),
  serial2: () => integerType(16),
  int4: () => integerType(32),
  serial: () => integerType(32),
  serial4: () => integerType(32),
  int8: () => integerType(64),
  bigserial: () => integerType(64),
  serial8: () => integerType(64),
  oid: () => integerType(32, true),
  float4: () => ({ name: 'float' }),
  float8: () => ({ name: 'double' }),
  numeric: ([precision, scale]) => ({
    name: 'decimal',
    ...(precision !== undefined && { precision, scale: scale ?? 0 }),
  }),
  money: () => ({ name: 'decimal', precision: 18, scale: 2 }),
  bool: () => ({ name: 'boolean' }),
  text,
  varchar: text,
  citext: text,
  name: () => ({ name: 'text', maxLength: 63 }),
  // The parser writes the length of a bare `char`, which is 1, as a modifier of its own.
  bpchar: ([length]) => (length === undefined ? text([]) : { name: 'text', minLength: length, maxLength: length }),
  char: () => ({ name: 'text', minLength: 1, maxLength: 1 }),
  date: () => ({ name: 'date' }),
  time: () => ({ name: 'time' }),
  timestamp: ([digits]) => ({ name: 'datetime', zone: 'none', ...(isMilliseconds(digits) && { unit: 'ms' }) }),
  timestamptz: ([digits]) => ({ name: 'datetime', zone: 'UTC', ...(isMilliseconds(digits) && { unit: 'ms' }) }),
  uuid: () => ({ name: 'uuid' }),
  bytea: () => ({ name: 'binary' }),
  json: () => ({ name: 'json' }),
  jsonb: () => ({ name: 'json' }),
};

function isMilliseconds(digits: number | undefined): boolean {
  return digits !== undefined && digits <= 3;
}

/** A type of the parse tree, and how people write it. */
export function readPostgresType(type: TypeName | undefined): {
  readonly name: string;
  readonly type: SourceType;
  readonly typeText: string;
} {
  const name = typeNameOf(type);
  const modifiers = (type?.typmods ?? []).flatMap((node) => {
    const value = readPostgresExpression(node);
    return value.kind === 'literal' && value.type === 'number' ? [Number(value.text)] : [];
  });
  const isArray = (type?.arrayBounds?.length ?? 0) > 0;
  const spoken = namesOf(type?.names).filter((part) => part !== 'pg_catalog');
  const word = ownEntry(SPOKEN, name) ?? spoken.join('.');
  const suffix = modifiers.length > 0 ? `(${modifiers.join(',')})` : '';
  return { name, type: postgresType(name, modifiers, isArray), typeText: `${word}${suffix}${isArray ? '[]' : ''}` };
}

/** What people write for the internal names. */
const SPOKEN: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  bpchar: 'char',
};

/** Types whose columns the database numbers. */
export function isSerial(name: string): boolean {
  return /^(small|big)?serial\d?$/.test(name);
}
