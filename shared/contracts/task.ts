import * as z from 'zod';

/** A range of rows of one table: the unit of work of the `chunk` step. */
export const ChunkRange = z.strictObject({
  table: z.int().min(0),
  chunk_index: z.int().min(0),
  row_start: z.int().min(0),
  row_end: z.int().min(0),
});
export type ChunkRange = z.infer<typeof ChunkRange>;

/** One output file: the chunks [chunk_start, chunk_end) of a table, unit of work of the `merge` step. */
export const MergeRange = z.strictObject({
  table: z.int().min(0),
  file_index: z.int().min(0),
  file_name: z.string(),
  chunk_start: z.int().min(0),
  chunk_end: z.int().min(0),
});
export type MergeRange = z.infer<typeof MergeRange>;

/** A task that a worker holds a lease on. `fencing_token` must be given back with the result. */
export const ClaimedTask = z.discriminatedUnion('step', [
  z.strictObject({
    step: z.literal('chunk'),
    tenant_id: z.string(),
    job_id: z.string(),
    task_index: z.int(),
    fencing_token: z.string(),
    attempts: z.int(),
    plan_hash: z.string(),
    range: ChunkRange,
  }),
  z.strictObject({
    step: z.literal('merge'),
    tenant_id: z.string(),
    job_id: z.string(),
    task_index: z.int(),
    fencing_token: z.string(),
    attempts: z.int(),
    plan_hash: z.string(),
    range: MergeRange,
  }),
]);
export type ClaimedTask = z.infer<typeof ClaimedTask>;
