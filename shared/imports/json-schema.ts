import type { ImportNote, SourceColumn, SourceSchema, SourceTable } from '../proposals/source-schema.ts';
import { isMembers, itemsOf, type JsonMembers, membersOf, textIn } from './json-members.ts';
import { readSchemaType } from './json-schema-type.ts';

/** Keywords that change nothing about values, or that are read. Others become notes. */
const KNOWN_KEYWORDS = new Set(
  (
    '$schema $id $comment $defs definitions title description type properties required items additionalProperties ' +
    'examples default deprecated readOnly writeOnly'
  ).split(' '),
);

/**
 * One table from a JSON Schema (draft 7 or 2020-12): the properties of its object, or of the objects of its array, are
 * the columns; nested ones become kind `json`.
 */
export function readJsonSchema(document: JsonMembers, name: string): SourceSchema {
  const notes: ImportNote[] = [];
  const table = textIn(document['title']) ?? name;
  const root = rowSchema(document, document);
  for (const keyword of Object.keys(root))
    if (!KNOWN_KEYWORDS.has(keyword)) notes.push({ table, message: `the keyword ${keyword} is not kept` });
  const required = itemsOf(root['required']);
  const columns = Object.entries(membersOf(root['properties'])).map(([column, property]) =>
    readProperty(column, membersOf(property), {
      isRequired: required.includes(column),
      resolve: (reference) => follow(document, reference),
      note: (message) => notes.push({ table, column, message }),
    }),
  );
  const comment = textIn(root['description']);
  const only: SourceTable = {
    name: table,
    columns,
    uniques: [],
    foreignKeys: [],
    checks: [],
    ...(comment !== undefined && { comment }),
  };
  return { tables: [only], notes };
}

/** The schema of one row: the document's object, or the element of its array, references followed. */
function rowSchema(schema: JsonMembers, document: JsonMembers): JsonMembers {
  const reference = textIn(schema['$ref']);
  if (reference !== undefined) return follow(document, reference) ?? {};
  return isMembers(schema['items']) && schema['properties'] === undefined
    ? rowSchema(schema['items'], document)
    : schema;
}

function readProperty(
  name: string,
  schema: JsonMembers,
  reading: {
    readonly isRequired: boolean;
    readonly resolve: (reference: string) => JsonMembers | undefined;
    readonly note: (message: string) => void;
  },
): SourceColumn {
  const { isNullable, ...value } = readSchemaType(schema, reading);
  const comment = textIn(schema['description']) ?? textIn(schema['title']);
  return { name, ...value, isNullable: isNullable || !reading.isRequired, ...(comment !== undefined && { comment }) };
}

/** What a reference such as `#/$defs/address` leads to within the document. */
function follow(document: JsonMembers, reference: string): JsonMembers | undefined {
  if (!reference.startsWith('#')) return undefined;
  let at: unknown = document;
  for (const step of reference.split('/').slice(1)) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    at = isMembers(at) ? at[key] : undefined;
  }
  return isMembers(at) ? at : undefined;
}
