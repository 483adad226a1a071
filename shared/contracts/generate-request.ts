import * as z from 'zod';
import { GENERATOR_TYPES, OUTPUT_FORMATS } from './spec-document.ts';

/** `POST /generate`: what stands in the URL. */
export const GenerateQuery = z.strictObject({
  /** Beats the body's `format` and the `Accept` header. */
  format: z.string().optional(),
  /** Rows as they are made, for csv and jsonl. */
  stream: z.enum(['true', 'false']).optional(),
});
export type GenerateQuery = z.infer<typeof GenerateQuery>;

/** `POST /v1/preview`: the first `rows` rows of a spec. */
export const PreviewQuery = z.strictObject({
  format: z.string().optional(),
  rows: z.coerce.number().int().min(1).max(1_000).default(20),
});
export type PreviewQuery = z.infer<typeof PreviewQuery>;

/**
 * A body that asks for rows: a spec document in any accepted spelling. Only its outline is here, for the OpenAPI
 * document; `shared/spec` reads it, and `/v1/spec-schema.json` holds the full schema.
 */
export const SpecBody = z.looseObject({
  spec_version: z.literal(1).optional(),
  generator_type: z.enum(GENERATOR_TYPES).optional(),
  name: z.string().optional(),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  schema: z.record(z.string(), z.unknown()).optional(),
  num_records: z.int().min(0).optional(),
  tables: z.record(z.string(), z.unknown()).optional(),
  format: z.enum(OUTPUT_FORMATS).optional(),
  output: z.looseObject({}).optional(),
  /** A stored schema, `shop` or `shop@3`, in place of `schema` or `tables`. */
  schema_ref: z.string().optional(),
  /** With `schema_ref`: what its numbers of rows are multiplied by. */
  scale: z.number().positive().optional(),
});

/** All that a body with `schema_ref` can say; what it says beats the stored specification. */
export const SchemaReferenceBody = z.strictObject({
  schema_ref: z.string(),
  generator_type: z.literal('tabular').optional(),
  /** Of the only table. */
  num_records: z.int().min(0).optional(),
  scale: z.number().positive().max(1e9).optional(),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).nullish(),
  format: z.string().optional(),
  output: z.record(z.string(), z.unknown()).optional(),
});
export type SchemaReferenceBody = z.infer<typeof SchemaReferenceBody>;

/** A JSON answer with rows; `data` maps the table's name to its rows where the spec has `tables`. */
export const RowsAnswer = z.strictObject({
  num_records: z.int().min(0),
  seed: z.int().min(0),
  spec_hash: z.string(),
  data: z.union([
    z.array(z.record(z.string(), z.unknown())),
    z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
  ]),
});
export type RowsAnswer = z.infer<typeof RowsAnswer>;
