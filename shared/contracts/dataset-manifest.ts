import * as z from 'zod';
import { CheckCount } from './check-count.ts';
import { STORAGE_TIERS } from './dataset-id.ts';

export const DatasetFile = z.strictObject({
  name: z.string(),
  bytes: z.int().min(0),
  crc32: z.string(),
  num_records: z.int().min(0),
  row_start: z.int().min(0),
  row_end: z.int().min(0),
});
export type DatasetFile = z.infer<typeof DatasetFile>;

/** The last object written for a dataset: without it the dataset does not exist. */
export const DatasetManifest = z.strictObject({
  manifest_version: z.literal(1),
  dataset_id: z.string(),
  job_id: z.string(),
  /** The version of a stored schema that its job was made of. */
  schema_name: z.string().optional(),
  schema_version: z.int().optional(),
  spec_hash: z.string(),
  plan_hash: z.string(),
  generation_version: z.int(),
  seed: z.int(),
  /** Where the files lie now; only what a server answers has it. */
  storage_tier: z.enum(STORAGE_TIERS).optional(),
  tables: z.array(
    z.strictObject({
      name: z.string(),
      num_records: z.int().min(0),
      columns: z.array(z.strictObject({ name: z.string(), kind: z.string(), type: z.string() })),
      files: z.array(DatasetFile),
      /** What the table's checks have cost: draws looked at, draws refused, and the share of those. */
      checks: z.array(CheckCount.extend({ rate: z.number().min(0).max(1) })).optional(),
    }),
  ),
});
export type DatasetManifest = z.infer<typeof DatasetManifest>;
