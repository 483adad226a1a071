import type { ColumnLimits, Limit } from '../proposals/check-limits.ts';
import { ownEntry } from '../proposals/own-entry.ts';
import { integerType, type SourceType } from '../proposals/source-schema.ts';
import { columnOfType, type Members } from '../proposals/type-columns.ts';
import { itemsOf, type JsonMembers, membersOf, numberIn, textIn } from './json-members.ts';

/** What one schema says of a value. */
export interface ReadValue {
  readonly type: SourceType;
  readonly typeText: string;
  readonly limits: ColumnLimits;
  readonly isNullable: boolean;
  /** A name that says more than the column's own: an `email` format. */
  readonly alias?: string;
}

export interface SchemaReading {
  /** What `$ref` leads to, or undefined. */
  resolve(reference: string): JsonMembers | undefined;
  note(message: string): void;
}

/** Deeper values are cut, and a note says so. */
const DEPTH_MAX = 9;
const LIST_LENGTH_DEFAULT = 3;
const LIST_LENGTH_MAX = 100;
const NULL_RATE = 0.1;

/** The type and bounds of one schema. What is not taken along goes to the notes of the reading. */
export function readSchemaType(given: JsonMembers, reading: SchemaReading, depth = 0): ReadValue {
  const { schema, isNullable } = simplify(given, reading, depth);
  const names = typesOf(schema);
  const name = names.find((one) => one !== 'null') ?? guessType(schema);
  if (names.filter((one) => one !== 'null').length > 1) reading.note(`may be ${names.join(' or ')}: ${name} is taken`);
  const type = readType(name, schema, reading, depth);
  const alias = ownEntry(FORMAT_NAMES, textIn(schema['format']) ?? '');
  return {
    type,
    typeText: [name, textIn(schema['format'])].filter((word) => word !== undefined).join(' '),
    limits: readBounds(schema),
    isNullable: isNullable || names.includes('null'),
    ...(alias !== undefined && { alias }),
  };
}

/** References followed, unions reduced to their first member that is not null. */
function simplify(
  given: JsonMembers,
  reading: SchemaReading,
  depth: number,
): { readonly schema: JsonMembers; readonly isNullable: boolean } {
  let schema = given;
  let isNullable = false;
  for (let step = 0; step < DEPTH_MAX; step++) {
    const reference = textIn(schema['$ref']);
    const union = [...itemsOf(schema['oneOf']), ...itemsOf(schema['anyOf'])].map(membersOf);
    if (reference !== undefined) {
      const target = reading.resolve(reference);
      if (target === undefined) reading.note(`refers to ${reference}, which is not in the document`);
      const { $ref: _reference, ...rest } = schema;
      schema = { ...target, ...rest };
    } else if (union.length > 0) {
      const choices = union.filter((one) => one['type'] !== 'null');
      isNullable ||= choices.length < union.length;
      if (choices.length > 1) reading.note(`has ${choices.length} alternatives: the first one is taken`);
      const { oneOf: _oneOf, anyOf: _anyOf, ...rest } = schema;
      schema = { ...rest, ...choices[0] };
    } else if (Array.isArray(schema['allOf'])) {
      const { allOf, ...rest } = schema;
      schema = itemsOf(allOf).map(membersOf).reduce(mergeSchemas, rest);
    } else return { schema, isNullable };
  }
  reading.note(`is nested too deeply at depth ${depth}`);
  return { schema: {}, isNullable };
}

function mergeSchemas(one: JsonMembers, other: JsonMembers): JsonMembers {
  const properties = { ...membersOf(one['properties']), ...membersOf(other['properties']) };
  const required = [...itemsOf(one['required']), ...itemsOf(other['required'])];
  return {
    ...one,
    ...other,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

function typesOf(schema: JsonMembers): string[] {
  const { type } = schema;
  return (Array.isArray(type) ? type : [type]).filter((name) => typeof name === 'string');
}

function guessType(schema: JsonMembers): string {
  if (schema['properties'] !== undefined) return 'object';
  if (schema['items'] !== undefined || schema['prefixItems'] !== undefined) return 'array';
  const first = schema['const'] ?? itemsOf(schema['enum'])[0];
  if (typeof first === 'number') return Number.isInteger(first) ? 'integer' : 'number';
  return typeof first === 'boolean' ? 'boolean' : 'string';
}

function readType(name: string, schema: JsonMembers, reading: SchemaReading, depth: number): SourceType {
  const values = schema['const'] === undefined ? itemsOf(schema['enum']) : [schema['const']];
  if (values.length > 0 && name === 'string') return { name: 'category', values: textsOf(values) };
  switch (name) {
    case 'integer':
      return integerType(64);
    case 'number':
      return decimalOf(numberIn(schema['multipleOf']));
    case 'boolean':
      return { name: 'boolean' };
    case 'object':
    case 'array':
      return { name: 'json', ...jsonValue(name, schema, reading, depth) };
    default:
      return textOf(schema, reading);
  }
}

function textsOf(values: readonly unknown[]): string[] {
  return [
    ...new Set(
      values
        .filter((value) => value !== null)
        .map((value) => (typeof value === 'string' ? value : JSON.stringify(value))),
    ),
  ];
}

/** `multipleOf: 0.01` is a decimal with two places. */
function decimalOf(step: number | undefined): SourceType {
  const places = step === undefined ? undefined : /^0\.(0*)1$/.exec(String(step))?.[1]?.length;
  return places === undefined ? { name: 'double' } : { name: 'decimal', precision: 18, scale: places + 1 };
}

/** Formats that are types of their own. */
function textOf(schema: JsonMembers, { note }: SchemaReading): SourceType {
  switch (schema['format']) {
    case 'date':
      return { name: 'date' };
    case 'date-time':
      return { name: 'datetime', zone: 'UTC' };
    case 'time':
      return { name: 'time' };
    case 'uuid':
      return { name: 'uuid' };
    default: {
      const { minLength, maxLength, pattern, contentEncoding } = schema;
      if (contentEncoding !== undefined) note(`its contentEncoding ${contentEncoding} is not kept`);
      return {
        name: 'text',
        ...(numberIn(minLength) !== undefined && { minLength: numberIn(minLength)! }),
        ...(numberIn(maxLength) !== undefined && { maxLength: numberIn(maxLength)! }),
        ...(typeof pattern === 'string' && { pattern }),
      };
    }
  }
}

/** Formats by the names that mean the same. */
const FORMAT_NAMES: Readonly<Record<string, string>> = {
  email: 'email',
  'idn-email': 'email',
  uri: 'url',
  iri: 'url',
  url: 'url',
  ipv4: 'ip',
};

function readBounds(schema: JsonMembers): ColumnLimits {
  const limit = (member: string, isExclusive: boolean): Limit[] => {
    const value = numberIn(schema[member]);
    return value === undefined ? [] : [{ text: String(value), isExclusive }];
  };
  const numbers = itemsOf(schema['enum']).filter((value) => typeof value === 'number');
  return {
    // Draft 4 wrote `exclusiveMinimum: true` beside the bound.
    lows: [...limit('minimum', schema['exclusiveMinimum'] === true), ...limit('exclusiveMinimum', true)],
    highs: [...limit('maximum', schema['exclusiveMaximum'] === true), ...limit('exclusiveMaximum', true)],
    ...(numbers.length > 0 && { values: numbers.map(String) }),
  };
}

/** The value of a `json` column: objects and lists of columns without names. */
function jsonValue(
  name: 'object' | 'array',
  schema: JsonMembers,
  reading: SchemaReading,
  depth: number,
): { readonly value?: Members } {
  if (depth >= DEPTH_MAX) {
    reading.note('is nested too deeply: {} stands for what lies below');
    return {};
  }
  if (name === 'array') {
    const element = schema['items'] ?? itemsOf(schema['prefixItems'])[0];
    if (element === undefined || element === true) return {};
    const node = nodeOf(membersOf(element), reading, depth + 1);
    return node === undefined ? {} : { value: { list: node, length: listLength(schema) } };
  }
  const properties = Object.entries(membersOf(schema['properties']));
  const required = itemsOf(schema['required']);
  const members = properties.flatMap(([key, property]) => {
    const node = nodeOf(membersOf(property), reading, depth + 1);
    if (node === undefined) return [];
    const isOptional = !required.includes(key) && node['null_rate'] === undefined;
    return [[key, isOptional ? { ...node, null_rate: NULL_RATE } : node] as const];
  });
  return members.length === 0 ? {} : { value: { object: Object.fromEntries(members) } };
}

function nodeOf(schema: JsonMembers, reading: SchemaReading, depth: number): Members | undefined {
  const { type, limits, isNullable } = readSchemaType(schema, reading, depth);
  const nulls = isNullable ? { null_rate: NULL_RATE } : {};
  if (type.name === 'json') {
    if (type.value === undefined) reading.note('holds a part of unknown shape, which is left out');
    return type.value === undefined ? undefined : { ...(type.value as Members), ...nulls };
  }
  const { members, notes } = columnOfType(type, limits);
  for (const note of notes) reading.note(`a part ${note}`);
  return { ...members, ...nulls };
}

function listLength(schema: JsonMembers): Members {
  const min = numberIn(schema['minItems']) ?? 0;
  const max = Math.min(numberIn(schema['maxItems']) ?? Math.max(LIST_LENGTH_DEFAULT, min), LIST_LENGTH_MAX);
  return { min: Math.min(min, max), max };
}
