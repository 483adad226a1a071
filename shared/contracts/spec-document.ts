import * as z from 'zod';
import { ColumnSpec, EntitySpec, Name } from './column-spec.ts';
import { LIMITS } from './limits.ts';

export const OUTPUT_FORMATS = ['parquet', 'csv', 'json', 'jsonl', 'arrow'] as const;
export const OutputFormat = z.enum(OUTPUT_FORMATS);
export type OutputFormat = z.infer<typeof OutputFormat>;

export const Compression = z.enum(['snappy', 'zstd', 'none']);
export type Compression = z.infer<typeof Compression>;

export const OutputSpec = z.strictObject({
  format: OutputFormat.default('parquet'),
  /** Parquet only. */
  compression: Compression.default('snappy'),
  /** `file`: one file per table. `parts`: the parts as they were generated, with the manifest. */
  layout: z.enum(['file', 'parts']).default('file'),
  /** Rows of one chunk; planned from the estimated bytes per row when absent. */
  chunk_rows: z.int().min(1).max(LIMITS.chunkRowsMax).optional(),
});
export type OutputSpec = z.infer<typeof OutputSpec>;

export const TableSpec = z.strictObject({
  name: Name,
  num_records: z.int().min(0).max(LIMITS.rows),
  entities: z.array(EntitySpec),
  columns: z.array(ColumnSpec).min(1).max(LIMITS.columns),
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
  tables: z.array(TableSpec).length(1),
  output: OutputSpec,
});
export type SpecDocument = z.infer<typeof SpecDocument>;
