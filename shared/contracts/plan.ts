import * as z from 'zod';
import { ColumnSpec, EntitySpec } from './column-spec.ts';
import { OutputSpec } from './spec-document.ts';

/** Raised whenever the same spec and seed would give another value anywhere. See docs/determinism.md. */
export const GENERATION_VERSION = 1;
/** Raised whenever a worker of the previous release could not read the plan. */
export const PLAN_VERSION = 1;

/** Columns that are generated together. `position` is the column's place in the output, 0-based. */
export const ColumnGroup = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('single'), position: z.int().min(0), column: ColumnSpec }),
  z.strictObject({
    kind: z.literal('entity'),
    entity: EntitySpec,
    columns: z.array(z.strictObject({ position: z.int().min(0), column: ColumnSpec })).min(1),
  }),
]);
export type ColumnGroup = z.infer<typeof ColumnGroup>;

export const PlannedTable = z.strictObject({
  index: z.int().min(0),
  name: z.string(),
  num_records: z.int().min(0),
  chunk_rows: z.int().min(1),
  /** In order of dependency. */
  groups: z.array(ColumnGroup).min(1),
});
export type PlannedTable = z.infer<typeof PlannedTable>;

/** Everything a worker needs to make any row of a job. Immutable; known by the SHA-256 of its canonical JSON. */
export const Plan = z.strictObject({
  plan_version: z.literal(PLAN_VERSION),
  generation_version: z.int().min(1),
  spec_hash: z.string(),
  seed: z.int().min(0),
  as_of: z.string(),
  tables: z.array(PlannedTable).min(1),
  output: OutputSpec,
});
export type Plan = z.infer<typeof Plan>;
