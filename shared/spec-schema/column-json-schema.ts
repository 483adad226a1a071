import { ColumnSpec, Name } from '../contracts/column-spec.ts';
import { JsonLength } from '../contracts/json-node.ts';
import { COLUMN_KINDS, KIND_ALIASES } from '../spec/column-kinds.ts';
import { BRANCHES_MAX } from '../spec/expand-conditional.ts';
import { PATTERN_WORD } from '../spec/mini-language.ts';
import { KEY_MEMBERS } from '../spec/raw-foreign-key.ts';
import { closed, type JsonSchema, mapping, schemaOf } from './json-schema.ts';

/** What `#/$defs/` holds for columns: the sugar of the reader on top of what the contract says. */
export function columnJsonSchemas(): Record<string, JsonSchema> {
  const { oneOf, $defs = {} } = schemaOf(ColumnSpec);
  const kinds = (oneOf as JsonSchema[]).map(withSugar);
  const members = [...kinds, conditionalColumn(kinds.find(isDerived)!)];
  return {
    ...referenced($defs as Record<string, JsonSchema>, members),
    columns: {
      oneOf: [
        { type: 'array', minItems: 1, items: { $ref: '#/$defs/named_column' } },
        { ...mapping({ oneOf: [{ $ref: '#/$defs/mini_column' }, { $ref: '#/$defs/column' }] }), minProperties: 1 },
      ],
    },
    mini_column: { type: 'string', pattern: miniPattern() },
    named_column: { oneOf: members },
    column: { oneOf: members.map(withoutName) },
    ...nestedValues(),
  };
}

/** Parts that the contract names because they contain themselves: those that are still in use. */
function referenced(parts: Record<string, JsonSchema>, members: readonly JsonSchema[]): Record<string, JsonSchema> {
  const text = JSON.stringify(members);
  return Object.fromEntries(Object.entries(parts).filter(([name]) => text.includes(`"#/$defs/${name}"`)));
}

const isDerived = ({ properties }: JsonSchema): boolean =>
  kindsOf((properties as JsonSchema)['kind'] as JsonSchema).includes('derived');

/** The kind that is a way of writing others; what every column takes, it takes as a derived one does. */
function conditionalColumn(derived: JsonSchema): JsonSchema {
  const { kind: _kind, expression, type: _type, ...common } = derived['properties'] as JsonSchema;
  const column = { anyOf: [{ $ref: '#/$defs/mini_column' }, { $ref: '#/$defs/column' }] };
  const when = { type: 'array', minItems: 1, maxItems: BRANCHES_MAX };
  // biome-ignore lint/suspicious/noThenProperty: the word of the language, and nothing awaits a schema
  const branch = closed({ if: expression as JsonSchema, then: column }, ['if', 'then']);
  return closed({ ...common, kind: { const: 'conditional' }, when: { ...when, items: branch }, else: column }, [
    'name',
    'kind',
    'when',
    'else',
  ]);
}

/** One kind as a column of a list has it: aliases, members that may be left out, keys written at their only column. */
function withSugar(variant: JsonSchema): JsonSchema {
  const properties = { ...(variant['properties'] as JsonSchema) };
  const kinds = kindsOf(properties['kind'] as JsonSchema);
  const aliases = Object.entries(KIND_ALIASES).flatMap(([alias, kind]) => (kinds.includes(kind) ? [alias] : []));
  properties['kind'] = { enum: [...kinds, ...aliases] };
  if (kinds.includes('foreign_key'))
    for (const [member, schema] of Object.entries(KEY_MEMBERS)) properties[member] = schemaOf(schema);
  if (['date', 'time', 'datetime'].some((kind) => kinds.includes(kind)))
    properties['between'] = { type: 'array', minItems: 2, maxItems: 2, items: { type: 'string' } };
  if (kinds.includes('json')) properties['value'] = { $ref: '#/$defs/json_value' };
  const required = (variant['required'] as string[]).filter((member) => member !== 'entity');
  return { ...variant, properties, required };
}

function kindsOf(kind: JsonSchema): string[] {
  return 'const' in kind ? [String(kind['const'])] : (kind['enum'] as string[]);
}

function withoutName(variant: JsonSchema): JsonSchema {
  const { name: _name, ...properties } = variant['properties'] as JsonSchema;
  return { ...variant, properties, required: (variant['required'] as string[]).filter((member) => member !== 'name') };
}

function miniPattern(): string {
  const words = [...COLUMN_KINDS, ...Object.keys(KIND_ALIASES), PATTERN_WORD].join('|');
  return `^\\s*(${words})\\s*(\\[[\\s\\S]*\\]|\\([\\s\\S]*\\))?\\s*\\??\\s*$`;
}

/** The value of a `json` column: objects, lists, plain mappings for objects, and columns as leaves. */
function nestedValues(): Record<string, JsonSchema> {
  const node = { $ref: '#/$defs/json_node' };
  const rate = { null_rate: { type: 'number', minimum: 0, maximum: 1 } };
  const object = { object: { $ref: '#/$defs/json_members' }, ...rate };
  const list = { list: node, length: { anyOf: [{ type: 'integer', minimum: 0 }, schemaOf(JsonLength)] }, ...rate };
  const name = { name: schemaOf(Name) };
  const plain = { ...mapping(node), minProperties: 1, not: IS_NO_PLAIN_OBJECT };
  const value = [closed(object, ['object']), closed(list, ['list', 'length']), plain];
  return {
    json_value: { anyOf: value },
    json_node: { anyOf: [{ $ref: '#/$defs/mini_column' }, { $ref: '#/$defs/column' }, ...value] },
    json_members: {
      anyOf: [
        { ...mapping(node), minProperties: 1 },
        { type: 'array', minItems: 1, items: { $ref: '#/$defs/named_json_node' } },
      ],
    },
    named_json_node: {
      anyOf: [
        { $ref: '#/$defs/named_column' },
        closed({ ...name, ...object }, ['name', 'object']),
        closed({ ...name, ...list }, ['name', 'list', 'length']),
        { type: 'object', properties: name, required: ['name'], additionalProperties: node, not: IS_NO_PLAIN_OBJECT },
      ],
    },
  };
}

/** A mapping with one of these members is read as the object, list or leaf that it says it is. */
const IS_NO_PLAIN_OBJECT: JsonSchema = {
  anyOf: [
    { required: ['object'] },
    { required: ['list'] },
    { required: ['kind'], properties: { kind: { type: 'string' } } },
  ],
};
