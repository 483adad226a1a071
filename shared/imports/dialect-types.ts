import type { SqlDialect } from '../contracts/spec-document.ts';
import { ownEntry } from '../proposals/own-entry.ts';
import { integerType, type SourceType } from '../proposals/source-schema.ts';
import { lastName, listOf, variantOf } from './syntax-tree.ts';

export type ScriptDialect = Exclude<SqlDialect, 'postgresql'>;

/** A type of MySQL's or SQLite's parse tree, and how people write it. */
export function readDialectType(node: unknown, dialect: ScriptDialect): { type: SourceType; typeText: string } {
  const { name, body } = variantOf(node);
  if (name === 'Custom') return readCustom(body);
  const numbers = numbersIn(body);
  const typeText = `${wordsOf(name)}${numbers.length > 0 ? `(${numbers.join(',')})` : ''}`;
  if (name === 'Enum') return { type: { name: 'category', values: enumValues(body) }, typeText: 'enum' };
  if (name === 'Set') return { type: setType(listOf(body).map(String)), typeText: 'set' };
  // MySQL has no boolean: tinyint(1) is how it writes one.
  if (name === 'TinyInt' && numbers[0] === 1 && dialect === 'mysql') return { type: { name: 'boolean' }, typeText };
  return { type: typeByName(name, numbers), typeText };
}

function typeByName(name: string, numbers: readonly number[]): SourceType {
  const isUnsigned = /Unsigned$/.test(name);
  const plain = name.replace(/Unsigned$/, '');
  const bits = ownEntry(INTEGER_BITS, plain);
  if (bits !== undefined) return integerType(bits, isUnsigned);
  const [first, second] = numbers;
  if (/^(Decimal|Numeric|Dec|BigNumeric)$/.test(plain))
    return { name: 'decimal', ...(first !== undefined && { precision: first, scale: second ?? 0 }) };
  if (/^(Varchar|Nvarchar|CharacterVarying|CharVarying|String)$/.test(plain)) return textType(first);
  if (/^(Char|Character)$/.test(plain)) return { name: 'text', minLength: first ?? 1, maxLength: first ?? 1 };
  if (/^(Varbinary|Binary|Bytes|.*Blob)$/.test(plain))
    return { name: 'binary', ...(first !== undefined && { maxLength: first }) };
  if (plain === 'Bit')
    return { name: 'other', nearest: { kind: 'integer', min: 0, max: 2 ** Math.min(first ?? 1, 31) - 1 } };
  return ownEntry(FIXED_TYPES, plain) ?? { name: 'other' };
}

function textType(maxLength: number | undefined): SourceType {
  return { name: 'text', ...(maxLength !== undefined && { maxLength }) };
}

const INTEGER_BITS: Readonly<Record<string, number>> = {
  TinyInt: 8,
  SmallInt: 16,
  Int2: 16,
  MediumInt: 24,
  Int: 32,
  Integer: 32,
  Int4: 32,
  BigInt: 64,
  Int8: 64,
  Int64: 64,
};

const FIXED_TYPES: Readonly<Record<string, SourceType>> = {
  // What is left of SQLite's `unsigned big int`.
  '': integerType(64, true),
  Text: { name: 'text' },
  TinyText: { name: 'text', maxLength: 255 },
  MediumText: { name: 'text' },
  LongText: { name: 'text' },
  Clob: { name: 'text' },
  Float: { name: 'float' },
  Real: { name: 'double' },
  Double: { name: 'double' },
  DoublePrecision: { name: 'double' },
  Float8: { name: 'double' },
  Bool: { name: 'boolean' },
  Boolean: { name: 'boolean' },
  Date: { name: 'date' },
  Time: { name: 'time' },
  Datetime: { name: 'datetime', zone: 'none' },
  // MySQL keeps instants in a timestamp and wall-clock times in a datetime.
  Timestamp: { name: 'datetime', zone: 'UTC' },
  JSON: { name: 'json' },
  JSONB: { name: 'json' },
  Uuid: { name: 'uuid' },
};

/** Names that are no type of the standard: MySQL's `year`, and whatever SQLite lets through. */
function readCustom(body: unknown): { type: SourceType; typeText: string } {
  const [parts, modifiers] = listOf(body);
  const name = lastName(parts).toLowerCase();
  const typeText = `${name}${listOf(modifiers).length > 0 ? `(${listOf(modifiers).join(',')})` : ''}`;
  if (name === 'year') return { type: { name: 'integer', min: 1901n, max: 2155n }, typeText };
  if (name === 'guid' || name === 'uniqueidentifier') return { type: { name: 'uuid' }, typeText };
  // SQLite decides by what the name holds (https://www.sqlite.org/datatype3.html, 3.1).
  if (/int/.test(name)) return { type: integerType(32), typeText };
  if (/char|clob|text|varying/.test(name))
    return { type: textType(Number(listOf(modifiers)[0]) || undefined), typeText };
  return { type: { name: 'other' }, typeText };
}

function enumValues(body: unknown): string[] {
  return listOf(listOf(body)[0]).map((member) => String(variantOf(member).body));
}

/** One member of a set is a set. */
function setType(values: readonly string[]): SourceType {
  return { name: 'other', nearest: { kind: 'category', values } };
}

/** Lengths, precisions and scales, however deep they lie. */
function numbersIn(body: unknown): number[] {
  if (typeof body === 'number') return [body];
  if (typeof body === 'bigint') return [Number(body)];
  if (typeof body !== 'object' || body === null) return [];
  return Object.values(body).flatMap(numbersIn);
}

/** `IntUnsigned` as people write it. */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace('tiny int', 'tinyint');
}
