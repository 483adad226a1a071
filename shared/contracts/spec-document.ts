import * as z from 'zod';
import { ColumnSpec, Description, EntitySpec, ExpressionText, Name } from './column-spec.ts';
import { CorrelationSpec } from './correlation.ts';
import { ForeignKeySpec } from './foreign-key.ts';
import { LIMITS } from './limits.ts';
import { GroupBySpec } from './per-key.ts';

export const OUTPUT_FORMATS = ['parquet', 'csv', 'json', 'jsonl', 'arrow', 'sql'] as const;
export const OutputFormat = z.enum(OUTPUT_FORMATS);
export type OutputFormat = z.infer<typeof OutputFormat>;

/** Snappy is Parquet's alone, gzip that of text; OUTPUT_SPECS says which format takes which. */
export const Compression = z.enum(['snappy', 'gzip', 'zstd', 'none']);
export type Compression = z.infer<typeof Compression>;
const TextCompression = z.enum(['none', 'gzip', 'zstd']);
export type TextCompression = z.infer<typeof TextCompression>;

export const SQL_DIALECTS = ['postgresql', 'mysql', 'sqlite'] as const;
export type SqlDialect = (typeof SQL_DIALECTS)[number];

/** Files of a table that is split, each with so many rows, or of about so many bytes. `true`: of the default size. */
export const SplitSpec = z.union([
  z.literal(true).transform(() => ({ bytes: LIMITS.splitBytesDefault })),
  z.strictObject({ rows: z.int().min(1) }),
  z.strictObject({ bytes: z.int().min(1).default(LIMITS.splitBytesDefault) }),
]);
export type SplitSpec = z.infer<typeof SplitSpec>;

const ANY_FORMAT = {
  /** `file`: one file per table, or several where it is split. `parts`: the parts as they were generated, with the manifest. */
  layout: z.enum(['file', 'parts']).default('file'),
  /** Rows of one chunk; planned from the estimated bytes per row when absent. */
  chunk_rows: z.int().min(1).max(LIMITS.chunkRowsMax).optional(),
  split: SplitSpec.optional(),
};
const TEXT = { compression: TextCompression.default('none'), ...ANY_FORMAT };

/** What an output can say, by format. */
export const OUTPUT_SPECS = {
  parquet: z.strictObject({
    format: z.literal('parquet'),
    compression: z.enum(['snappy', 'zstd', 'none']).default('snappy'),
    ...ANY_FORMAT,
  }),
  csv: z.strictObject({
    format: z.literal('csv'),
    /** `escape_formulas`: an apostrophe before text that a spreadsheet would take for a formula. */
    csv: z.strictObject({ escape_formulas: z.boolean().default(false) }).optional(),
    ...TEXT,
  }),
  json: z.strictObject({ format: z.literal('json'), ...TEXT }),
  jsonl: z.strictObject({ format: z.literal('jsonl'), ...TEXT }),
  arrow: z.strictObject({ format: z.literal('arrow'), compression: z.literal('none').default('none'), ...ANY_FORMAT }),
  sql: z.strictObject({
    format: z.literal('sql'),
    dialect: z.enum(SQL_DIALECTS).default('postgresql'),
    /** `copy` is PostgreSQL's alone. */
    statement: z.enum(['insert', 'copy']).default('insert'),
    /** Rows of one INSERT. */
    rows_per_statement: z.int().min(1).max(LIMITS.rowsPerStatement).default(500),
    /** CREATE TABLE before the first row. */
    create_table: z.boolean().default(false),
    ...TEXT,
  }),
} as const;

export const OutputSpec = z.discriminatedUnion('format', [
  OUTPUT_SPECS.parquet,
  OUTPUT_SPECS.csv,
  OUTPUT_SPECS.json,
  OUTPUT_SPECS.jsonl,
  OUTPUT_SPECS.arrow,
  OUTPUT_SPECS.sql,
]);
export type OutputSpec = z.infer<typeof OutputSpec>;

/** Holds for every row before nulls; NULL counts as true, as in SQL. */
export const CheckSpec = z.strictObject({ name: Name, check: ExpressionText });
export type CheckSpec = z.infer<typeof CheckSpec>;

export const TableSpec = z.strictObject({
  name: Name,
  description: Description.optional(),
  /** Absent where an owning foreign key decides it: planned from the children of all parents. */
  num_records: z.int().min(0).max(LIMITS.rows).optional(),
  entities: z.array(EntitySpec),
  columns: z.array(ColumnSpec).min(1).max(LIMITS.columns),
  primary_key: z.array(Name).min(1).max(LIMITS.keyColumns).optional(),
  foreign_keys: z.array(ForeignKeySpec).min(1).max(LIMITS.foreignKeys).optional(),
  checks: z.array(CheckSpec).min(1).max(LIMITS.checks).optional(),
  correlations: z.array(CorrelationSpec).min(1).optional(),
  group_by: GroupBySpec.optional(),
});
export type TableSpec = z.infer<typeof TableSpec>;

/** Every kind of data the product has a name for. A name alone does not mean that it is built. */
export const GENERATOR_TYPES = ['tabular', 'timeseries', 'text', 'image', 'graph'] as const;
/** Those that can be asked for. */
export const AVAILABLE_GENERATOR_TYPES = ['tabular'] as const;

/** A spec document after normalisation (`shared/spec` turns every accepted spelling into this one). */
export const SpecDocument = z.strictObject({
  spec_version: z.literal(1),
  generator_type: z.enum(AVAILABLE_GENERATOR_TYPES),
  name: Name,
  /** 0..2^53-1. Always present: the edge draws one when the caller gave none. */
  seed: z.int().min(0),
  /** RFC 3339 UTC: what "today" means to generators. */
  as_of: z.iso.datetime(),
  tables: z.array(TableSpec).min(1).max(LIMITS.tables),
  output: OutputSpec,
});
export type SpecDocument = z.infer<typeof SpecDocument>;
