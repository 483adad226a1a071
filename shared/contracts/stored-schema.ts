import * as z from 'zod';
import { LIMITS } from './limits.ts';

/** Stands in addresses and in references such as `shop@3`. */
export const SchemaName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/,
    'must be a letter, then up to 127 letters, digits, dots, hyphens and underscores',
  );
export const SchemaVersionNumber = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);

/** A specification in any accepted spelling; `shared/spec` reads it. */
export const SpecSource = z.looseObject({}).meta({ description: 'A specification: /v1/spec-schema.json.' });
/** A version by which jobs and manifests name what they were made of. */
export interface SchemaPin {
  readonly name: string;
  readonly version: number;
}

/** Why a version was made: for people. */
const Message = z
  .string()
  .min(1)
  .max(LIMITS.schemaMessageLength)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: PostgreSQL's texts cannot hold it
  .regex(/^[^\u0000]*$/, 'must not hold U+0000');

/** `POST /v1/schemas`. */
export const SchemaCreation = z.strictObject({ name: SchemaName, spec: SpecSource, message: Message.optional() });
export type SchemaCreation = z.infer<typeof SchemaCreation>;

/** `PUT /v1/schemas/{name}`. */
export const SchemaRevision = z.strictObject({ spec: SpecSource, message: Message.optional() });
export type SchemaRevision = z.infer<typeof SchemaRevision>;

/** `POST /v1/schemas/{name}/rollback`: the version whose content comes back. */
export const SchemaRollback = z.strictObject({ version: SchemaVersionNumber, message: Message.optional() });
export type SchemaRollback = z.infer<typeof SchemaRollback>;

/** One version without its content. */
export const SchemaSummary = z.strictObject({
  name: SchemaName,
  version: SchemaVersionNumber,
  message: z.string().nullable(),
  /** The version that a rollback brought back as this one. */
  restored_from: SchemaVersionNumber.nullable(),
  spec_hash: z.string(),
  created_at: z.iso.datetime(),
});
export type SchemaSummary = z.infer<typeof SchemaSummary>;

/** One version. */
export const StoredSchema = z.strictObject({
  ...SchemaSummary.shape,
  /** The normalised specification, which rows are made from; without a seed and an output where `source` names none. */
  spec: SpecSource,
  /** As the caller spelled it. */
  source: SpecSource,
});
export type StoredSchema = z.infer<typeof StoredSchema>;

const ENTRIES_PER_PAGE_MAX = 200;

/** `GET /v1/schemas` and `GET /v1/schemas/{name}/versions`. */
export const SchemaPageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(ENTRIES_PER_PAGE_MAX).default(50),
  /** `next_cursor` of the previous page. */
  cursor: z.string().min(1).max(512).optional(),
});
export type SchemaPageQuery = z.infer<typeof SchemaPageQuery>;

/** The latest version of each schema, by name. */
export const SchemaList = z.strictObject({ schemas: z.array(SchemaSummary), next_cursor: z.string().nullable() });
export type SchemaList = z.infer<typeof SchemaList>;

/** The versions of one schema, newest first. */
export const SchemaVersionList = z.strictObject({
  versions: z.array(SchemaSummary),
  next_cursor: z.string().nullable(),
});
export type SchemaVersionList = z.infer<typeof SchemaVersionList>;

/** `GET /v1/schemas/{name}/diff`. */
export const SchemaDiffQuery = z.strictObject({
  from: z.coerce.number().pipe(SchemaVersionNumber),
  /** The latest one when absent. */
  to: z.coerce.number().pipe(SchemaVersionNumber).optional(),
});
export type SchemaDiffQuery = z.infer<typeof SchemaDiffQuery>;

export const SCHEMA_SUBJECTS = ['spec', 'table', 'column', 'entity', 'key', 'check'] as const;

export const SchemaChange = z.strictObject({
  change: z.enum(['added', 'removed', 'changed']),
  subject: z.enum(SCHEMA_SUBJECTS),
  /** `orders`, `orders.total`, `orders.total.max`, `orders key customer`, `orders check total`, `output`. */
  path: z.string(),
  /** Whether a reader of rows that knows the older version can trip over rows of the newer one. */
  is_breaking: z.boolean(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type SchemaChange = z.infer<typeof SchemaChange>;

export const SchemaDiff = z.strictObject({
  name: SchemaName,
  from: SchemaVersionNumber,
  to: SchemaVersionNumber,
  /** No change is breaking. */
  is_compatible: z.boolean(),
  changes: z.array(SchemaChange),
});
export type SchemaDiff = z.infer<typeof SchemaDiff>;
