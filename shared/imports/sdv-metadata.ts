import { ownEntry } from '../proposals/own-entry.ts';
import {
  type ImportNote,
  integerType,
  type SourceColumn,
  type SourceKey,
  type SourceSchema,
  type SourceTable,
  type SourceType,
} from '../proposals/source-schema.ts';
import { itemsOf, type JsonMembers, membersOf, namesIn, textIn } from './json-members.ts';

/**
 * Tables of SDV's metadata: version V1 or MULTI_TABLE_V1 with `tables` and `relationships`, or SINGLE_TABLE_V1.
 * Source: https://docs.sdv.dev/sdv/concepts/metadata/metadata-json.
 */
export function readSdvMetadata(document: JsonMembers, name: string): SourceSchema {
  const notes: ImportNote[] = [];
  const tables = document['tables'] === undefined ? { [name]: document } : membersOf(document['tables']);
  const relationships = itemsOf(document['relationships']).map(membersOf);
  const read = Object.entries(tables).map(([table, members]) =>
    readTable(table, membersOf(members), { relationships, note: (note) => notes.push({ table, ...note }) }),
  );
  return { tables: read, notes };
}

interface Surroundings {
  readonly relationships: readonly JsonMembers[];
  readonly note: (note: Omit<ImportNote, 'table'>) => void;
}

function readTable(name: string, members: JsonMembers, { relationships, note }: Surroundings): SourceTable {
  const primaryKey = namesIn(members['primary_key']);
  for (const keyword of ['sequence_key', 'sequence_index'])
    if (members[keyword] !== undefined) note({ message: `${keyword} ${members[keyword]} is not kept` });
  for (const relation of itemsOf(members['column_relationships']).map(membersOf))
    note({
      message: `the relationship ${relation['type']} of ${namesIn(relation['column_names']).join(', ')} is not kept`,
    });
  return {
    name,
    columns: Object.entries(membersOf(members['columns'])).map(([column, about]) =>
      readColumn(column, membersOf(about), primaryKey, note),
    ),
    ...(primaryKey.length > 0 && { primaryKey }),
    uniques: itemsOf(members['alternate_keys']).map(namesIn),
    foreignKeys: relationships.filter((one) => one['child_table_name'] === name).map(readKey),
    checks: [],
  };
}

function readKey(relation: JsonMembers): SourceKey {
  return {
    columns: namesIn(relation['child_foreign_key']),
    references: String(relation['parent_table_name']),
    parentColumns: namesIn(relation['parent_primary_key']),
  };
}

function readColumn(
  name: string,
  about: JsonMembers,
  primaryKey: readonly string[],
  note: Surroundings['note'],
): SourceColumn {
  const word = textIn(about['sdtype']) ?? 'unknown';
  const type = columnType(word, about);
  if (word === 'categorical' && about['order'] === undefined)
    note({ column: name, message: 'is a category whose values the metadata does not tell' });
  const known = ['sdtype', 'regex_format', 'computer_representation', 'datetime_format', 'order', 'pii'];
  for (const keyword of Object.keys(about))
    if (!known.includes(keyword)) note({ column: name, message: `${keyword} is not kept` });
  const isConcept = !Object.hasOwn(PLAIN_TYPES, word);
  return {
    name,
    type,
    typeText: `sdtype ${word}`,
    // The metadata says nothing of nulls; a key has none.
    isNullable: false,
    ...(isConcept && { alias: word }),
    ...(word === 'id' &&
      type.name === 'integer' &&
      primaryKey.includes(name) && { isNumbered: primaryKey.length === 1 }),
  };
}

const PLAIN_TYPES: Readonly<Record<string, SourceType>> = {
  id: integerType(64),
  numerical: { name: 'double' },
  boolean: { name: 'boolean' },
  datetime: { name: 'datetime', zone: 'none' },
  categorical: { name: 'text' },
  unknown: { name: 'text' },
  text: { name: 'text' },
};

function columnType(word: string, about: JsonMembers): SourceType {
  const pattern = textIn(about['regex_format']);
  if (pattern !== undefined) return { name: 'text', pattern };
  const order = itemsOf(about['order']).map(String);
  if (word === 'categorical' && order.length > 0) return { name: 'category', values: order };
  if (word === 'numerical') return numberType(textIn(about['computer_representation']) ?? 'Float');
  // A format without an hour is of days.
  if (word === 'datetime' && !/%[HIcTXsf]/.test(textIn(about['datetime_format']) ?? '%H')) return { name: 'date' };
  return ownEntry(PLAIN_TYPES, word) ?? { name: 'text' };
}

function numberType(representation: string): SourceType {
  const [, unsigned, bits] = /^(U?)Int(8|16|32|64)$/.exec(representation) ?? [];
  return bits === undefined ? { name: 'double' } : integerType(Number(bits), unsigned === 'U');
}
