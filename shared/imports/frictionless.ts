import type { ColumnLimits } from '../proposals/check-limits.ts';
import { ownEntry } from '../proposals/own-entry.ts';
import {
  type ImportNote,
  integerType,
  type SourceColumn,
  type SourceSchema,
  type SourceTable,
  type SourceType,
} from '../proposals/source-schema.ts';
import { itemsOf, type JsonMembers, membersOf, namesIn, numberIn, textIn } from './json-members.ts';

/** Tables of a Frictionless Data Package, or the one table of a Table Schema. */
export function readFrictionless(document: JsonMembers, name: string): SourceSchema {
  const notes: ImportNote[] = [];
  if (document['resources'] === undefined) return { tables: [readResource({ name, schema: document }, notes)], notes };
  const resources = itemsOf(document['resources']).map(membersOf);
  const tables = resources.flatMap((resource, index) => {
    const table = textIn(resource['name']) ?? `resource_${index + 1}`;
    if (typeof resource['schema'] === 'object') return [readResource({ ...resource, name: table }, notes)];
    const message =
      resource['schema'] === undefined ? 'has no schema' : `has its schema elsewhere: ${resource['schema']}`;
    notes.push({ table, message: `${message}; it is left out` });
    return [];
  });
  return { tables, notes };
}

function readResource(resource: JsonMembers, notes: ImportNote[]): SourceTable {
  const table = String(resource['name']);
  const schema = membersOf(resource['schema']);
  const fields = itemsOf(schema['fields']).map(membersOf);
  const primaryKey = namesIn(schema['primaryKey']);
  const uniques = fields
    .filter((field) => membersOf(field['constraints'])['unique'] === true)
    .map((field) => [String(field['name'])]);
  const comment = textIn(resource['description']) ?? textIn(resource['title']);
  return {
    name: table,
    columns: fields.map((field, index) => readField(field, index, (note) => notes.push({ table, ...note }))),
    ...(primaryKey.length > 0 && { primaryKey }),
    uniques: [...uniques, ...itemsOf(schema['uniqueKeys']).map(namesIn)],
    foreignKeys: itemsOf(schema['foreignKeys']).map((key) => {
      const { fields: columns, reference } = membersOf(key);
      const { resource: parent, fields: parentColumns } = membersOf(reference);
      // An empty name is the resource itself.
      return { columns: namesIn(columns), references: textIn(parent) || table, parentColumns: namesIn(parentColumns) };
    }),
    checks: [],
    ...(comment !== undefined && { comment }),
  };
}

function readField(field: JsonMembers, index: number, note: (note: Omit<ImportNote, 'table'>) => void): SourceColumn {
  const column = textIn(field['name']) ?? `field_${index + 1}`;
  const constraints = membersOf(field['constraints']);
  const word = textIn(field['type']) ?? 'string';
  const type = fieldType(word, field, constraints);
  if (type.name === 'other') note({ column, message: `is of the type ${word}` });
  for (const keyword of ['jsonSchema', 'exclusiveMinimum', 'exclusiveMaximum'])
    if (constraints[keyword] !== undefined && keyword === 'jsonSchema')
      note({ column, message: `the constraint ${keyword} is not kept` });
  const comment = textIn(field['description']) ?? textIn(field['title']);
  const alias = ownEntry(FORMAT_NAMES, textIn(field['format']) ?? '');
  return {
    name: column,
    type,
    typeText: word,
    isNullable: constraints['required'] !== true,
    limits: readConstraints(constraints),
    ...(alias !== undefined && word === 'string' && { alias }),
    ...(comment !== undefined && { comment }),
  };
}

function fieldType(word: string, field: JsonMembers, constraints: JsonMembers): SourceType {
  const values = itemsOf(constraints['enum']).map(String);
  if (values.length > 0 && (word === 'string' || word === 'any')) return { name: 'category', values };
  if (word === 'string') return field['format'] === 'uuid' ? { name: 'uuid' } : textType(field, constraints);
  return ownEntry(TYPES, word) ?? { name: 'other' };
}

function textType(field: JsonMembers, { minLength, maxLength, pattern }: JsonMembers): SourceType {
  if (field['format'] === 'binary') return { name: 'binary' };
  const [least, most] = [numberIn(minLength), numberIn(maxLength)];
  return {
    name: 'text',
    ...(least !== undefined && { minLength: least }),
    ...(most !== undefined && { maxLength: most }),
    ...(typeof pattern === 'string' && { pattern }),
  };
}

const pattern = (text: string): SourceType => ({ name: 'other', nearest: { kind: 'string', pattern: text } });

const TYPES: Readonly<Record<string, SourceType>> = {
  integer: integerType(64),
  number: { name: 'double' },
  boolean: { name: 'boolean' },
  date: { name: 'date' },
  time: { name: 'time' },
  datetime: { name: 'datetime', zone: 'UTC' },
  year: { name: 'integer', min: 1900n, max: 2100n },
  yearmonth: pattern('20[0-2]\\d-(0[1-9]|1[0-2])'),
  duration: pattern('P[1-9]D'),
  geopoint: pattern('[1-8]\\d\\.\\d{4}, [1-9]\\d\\.\\d{4}'),
  object: { name: 'json' },
  array: { name: 'other', nearest: { kind: 'constant', value: '[]' } },
  list: pattern('[a-z]{3,8}(,[a-z]{3,8}){0,2}'),
  any: { name: 'text' },
};

const FORMAT_NAMES: Readonly<Record<string, string>> = { email: 'email', uri: 'url' };

function readConstraints(constraints: JsonMembers): ColumnLimits {
  const bound = (member: string, isExclusive: boolean) => {
    const value = constraints[member];
    return typeof value === 'number' || typeof value === 'string' ? [{ text: String(value), isExclusive }] : [];
  };
  const values = itemsOf(constraints['enum']).map(String);
  return {
    lows: [...bound('minimum', false), ...bound('exclusiveMinimum', true)],
    highs: [...bound('maximum', false), ...bound('exclusiveMaximum', true)],
    ...(values.length > 0 && { values }),
  };
}
