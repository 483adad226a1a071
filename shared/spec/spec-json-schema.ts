import * as z from 'zod';
import { ColumnSpec, Description, Name } from '../contracts/column-spec.ts';
import { LIMITS } from '../contracts/limits.ts';
import { AVAILABLE_GENERATOR_TYPES, OUTPUT_SPECS, OutputFormat } from '../contracts/spec-document.ts';
import { LOCALES } from '../lexicon/locales.ts';
import { COLUMN_KINDS, KIND_ALIASES } from './column-kinds.ts';

type JsonSchema = Record<string, unknown>;

/**
 * The JSON Schema (draft 2020-12) of every document that `normaliseSpec` reads, sugar included. It speaks of shape:
 * that a range is not empty, or that weights fit their values, only `normaliseSpec` says.
 */
export function specJsonSchema(): JsonSchema {
  const { $defs: nested, members } = columnVariants();
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Tabular specification',
    oneOf: [{ $ref: '#/$defs/document' }, { $ref: '#/$defs/short_document' }],
    $defs: {
      ...nested,
      document: closed({ ...headMembers(), tables: { $ref: '#/$defs/tables' } }, ['tables']),
      short_document: closed({ ...headMembers(), ...tableMembers(), schema: { $ref: '#/$defs/columns' } }, [
        'schema',
        'num_records',
      ]),
      tables: {
        oneOf: [
          { ...mapping({ $ref: '#/$defs/table' }), minProperties: 1, maxProperties: 1 },
          { type: 'array', minItems: 1, maxItems: 1, items: { $ref: '#/$defs/named_table' } },
        ],
      },
      table: closed({ ...tableMembers(), columns: { $ref: '#/$defs/columns' } }, ['num_records', 'columns']),
      named_table: closed({ name: schemaOf(Name), ...tableMembers(), columns: { $ref: '#/$defs/columns' } }, [
        'name',
        'num_records',
        'columns',
      ]),
      columns: {
        oneOf: [
          { type: 'array', minItems: 1, maxItems: LIMITS.columns, items: { $ref: '#/$defs/named_column' } },
          {
            ...mapping({ oneOf: [{ $ref: '#/$defs/mini_column' }, { $ref: '#/$defs/column' }] }),
            minProperties: 1,
            maxProperties: LIMITS.columns,
          },
        ],
      },
      mini_column: { type: 'string', pattern: miniPattern() },
      named_column: { oneOf: members },
      column: { oneOf: members.map(withoutName) },
      entity: closed({ kind: { const: 'person' }, locale: { enum: LOCALES }, locales: localeList() }, ['kind']),
      named_entity: closed(
        { name: schemaOf(Name), kind: { const: 'person' }, locale: { enum: LOCALES }, locales: localeList() },
        ['name', 'kind'],
      ),
    },
  };
}

function headMembers(): JsonSchema {
  return {
    $schema: { type: 'string' },
    spec_version: { const: 1 },
    generator_type: { enum: AVAILABLE_GENERATOR_TYPES },
    name: schemaOf(Name),
    seed: { type: ['integer', 'null'], minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    as_of: { type: 'string', format: 'date-time' },
    output: { anyOf: Object.values(OUTPUT_SPECS).map(outputVariant) },
    format: schemaOf(OutputFormat),
  };
}

/** The format may stand at the top of the document instead. */
function outputVariant(schema: z.ZodType): JsonSchema {
  const { required: _format, ...variant } = schemaOf(schema);
  return variant;
}

function tableMembers(): JsonSchema {
  const notBuiltYet = { type: 'array', maxItems: 0 };
  return {
    description: schemaOf(Description),
    num_records: { type: 'integer', minimum: 0, maximum: LIMITS.rows },
    entities: {
      oneOf: [mapping({ $ref: '#/$defs/entity' }), { type: 'array', items: { $ref: '#/$defs/named_entity' } }],
    },
    checks: notBuiltYet,
    correlations: notBuiltYet,
  };
}

/** One schema per kind, as a column of a list has it, and the parts that contain themselves. */
function columnVariants(): { readonly members: JsonSchema[]; readonly $defs: JsonSchema } {
  const { oneOf, $defs = {} } = schemaOf(ColumnSpec);
  const members = (oneOf as JsonSchema[]).map((variant) => {
    const properties = { ...(variant['properties'] as JsonSchema) };
    const kinds = kindsOf(properties['kind'] as JsonSchema);
    const aliases = Object.entries(KIND_ALIASES).flatMap(([alias, kind]) => (kinds.includes(kind) ? [alias] : []));
    properties['kind'] = { enum: [...kinds, ...aliases] };
    const required = (variant['required'] as string[]).filter((member) => member !== 'entity');
    return { ...variant, properties, required };
  });
  return { members, $defs: $defs as JsonSchema };
}

function kindsOf(kind: JsonSchema): string[] {
  return 'const' in kind ? [String(kind['const'])] : (kind['enum'] as string[]);
}

function withoutName(variant: JsonSchema): JsonSchema {
  const { name: _name, ...properties } = variant['properties'] as JsonSchema;
  return { ...variant, properties, required: (variant['required'] as string[]).filter((member) => member !== 'name') };
}

/** A mapping from names: those that look like numbers would not keep their place. */
function mapping(value: JsonSchema): JsonSchema {
  const name = { ...schemaOf(Name), not: { anyOf: [{ pattern: '^[0-9]+$' }, { const: '__proto__' }] } };
  return { type: 'object', propertyNames: name, additionalProperties: value };
}

function miniPattern(): string {
  const words = [...COLUMN_KINDS, ...Object.keys(KIND_ALIASES)].join('|');
  return `^\\s*(${words})\\s*(\\[[\\s\\S]*\\]|\\([\\s\\S]*\\))?\\s*\\??\\s*$`;
}

function localeList(): JsonSchema {
  return { type: 'array', minItems: 1, uniqueItems: true, items: { enum: LOCALES } };
}

function closed(properties: JsonSchema, required: readonly string[]): JsonSchema {
  return { type: 'object', properties, required, additionalProperties: false };
}

function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...body } = z.toJSONSchema(schema, { io: 'input' });
  return body;
}
