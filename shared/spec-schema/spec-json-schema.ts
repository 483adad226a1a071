import * as z from 'zod';
import { Name } from '../contracts/column-spec.ts';
import { LIMITS } from '../contracts/limits.ts';
import { AVAILABLE_GENERATOR_TYPES, OUTPUT_SPECS, OutputFormat, TableSpec } from '../contracts/spec-document.ts';
import { LOCALES } from '../lexicon/locales.ts';
import { RawCheck } from '../spec/normalise-checks.ts';
import { RawForeignKey } from '../spec/raw-foreign-key.ts';
import { columnJsonSchemas } from './column-json-schema.ts';
import { closed, type JsonSchema, mapping, namedSchemas, schemaOf } from './json-schema.ts';

/**
 * The JSON Schema (draft 2020-12) of every document that `normaliseSpec` reads, sugar included. It speaks of shape:
 * that a range is not empty, or that weights fit their values, only `normaliseSpec` says.
 */
export function specJsonSchema(): JsonSchema {
  const { num_records, entities, checks, correlations } = tableMembers();
  const short = { num_records, entities, checks, correlations, schema: { $ref: '#/$defs/columns' } };
  const named = { name: schemaOf(Name), ...tableMembers() };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Tabular specification',
    oneOf: [{ $ref: '#/$defs/document' }, { $ref: '#/$defs/short_document' }],
    $defs: {
      document: closed({ ...headMembers(), tables: { $ref: '#/$defs/tables' } }, ['tables']),
      short_document: closed({ ...headMembers(), ...short }, ['schema', 'num_records']),
      tables: {
        oneOf: [
          { ...mapping({ $ref: '#/$defs/table' }), minProperties: 1, maxProperties: LIMITS.tables },
          { type: 'array', minItems: 1, maxItems: LIMITS.tables, items: { $ref: '#/$defs/named_table' } },
        ],
      },
      table: closed(tableMembers(), ['columns']),
      named_table: closed(named, ['name', 'columns']),
      ...columnJsonSchemas(),
      ...namedSchemas(),
      entity: closed(entityMembers(), ['kind']),
      named_entity: closed({ name: schemaOf(Name), ...entityMembers() }, ['name', 'kind']),
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

/** What the contract says, and in its place what the reader takes where that is more. */
function tableMembers(): JsonSchema {
  const { name: _name, ...members } = schemaOf(TableSpec.omit({ columns: true }))['properties'] as JsonSchema;
  const names = schemaOf(TableSpec.shape.primary_key.unwrap());
  return {
    ...Object.fromEntries(Object.entries(members).map(([member, schema]) => [member, orLeftOut(schema as JsonSchema)])),
    primary_key: orLeftOut({ anyOf: [schemaOf(Name), names] }),
    foreign_keys: orLeftOut(schemaOf(z.array(RawForeignKey).max(LIMITS.foreignKeys))),
    checks: orLeftOut(schemaOf(z.array(RawCheck).max(LIMITS.checks))),
    group_by: orLeftOut({ anyOf: [{ type: 'string' }, members['group_by'] as JsonSchema] }),
    entities: orLeftOut({
      anyOf: [mapping({ $ref: '#/$defs/entity' }), { type: 'array', items: { $ref: '#/$defs/named_entity' } }],
    }),
    columns: { $ref: '#/$defs/columns' },
  };
}

/** A member with nothing behind it, as `checks:` in YAML, is one that was left out; so is an empty list. */
function orLeftOut(schema: JsonSchema): JsonSchema {
  const { minItems: _minItems, ...lenient } = schema;
  return { anyOf: [schema['type'] === 'array' ? lenient : schema, { type: 'null' }] };
}

function entityMembers(): JsonSchema {
  const locales = { type: 'array', minItems: 1, uniqueItems: true, items: { enum: LOCALES } };
  return { kind: { const: 'person' }, locale: { enum: LOCALES }, locales };
}
