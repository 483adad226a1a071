import * as z from 'zod';
import { STORAGE_TIERS } from './dataset-id.ts';

export const JOB_STATES = ['queued', 'running', 'cancelling', 'succeeded', 'failed', 'cancelled'] as const;
export const JobState = z.enum(JOB_STATES);
export type JobState = z.infer<typeof JobState>;

export const STEP_STATES = ['pending', 'running', 'succeeded', 'failed', 'cancelled'] as const;

export const JobStep = z.strictObject({
  name: z.enum(['chunk', 'merge']),
  state: z.enum(STEP_STATES),
  /** Progress, 0..max, in `unit`. */
  value: z.number(),
  max: z.number(),
  unit: z.enum(['rows', 'parts']),
  attempts: z.int(),
  started_at: z.iso.datetime().nullable(),
  ended_at: z.iso.datetime().nullable(),
});
export type JobStep = z.infer<typeof JobStep>;

/** A job as the API shows it. Times are RFC 3339 UTC. */
export const Job = z.strictObject({
  id: z.string(),
  kind: z.literal('generate'),
  name: z.string(),
  state: JobState,
  steps: z.array(JobStep),
  num_records: z.int(),
  rows_per_second: z.number().nullable(),
  eta_seconds: z.number().nullable(),
  /** What can be asked of the job in its present state. */
  actions: z.array(z.enum(['cancel', 'retry', 'delete', 'download'])),
  error: z
    .strictObject({ code: z.string(), message: z.string(), task: z.string().nullable(), retryable: z.boolean() })
    .nullable(),
  generator_type: z.literal('tabular'),
  format: z.string(),
  spec_hash: z.string(),
  plan_hash: z.string(),
  seed: z.int(),
  /** The version of a stored schema that it was made of. */
  schema_name: z.string().nullable(),
  schema_version: z.int().nullable(),
  dataset_id: z.string().nullable(),
  /** Where the files of the dataset lie; null where there is none. */
  storage_tier: z.enum(STORAGE_TIERS).nullable(),
  created_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  ended_at: z.iso.datetime().nullable(),
});
export type Job = z.infer<typeof Job>;

/** One entry of a job's event log; `event_sequence` counts from 1 within the job, without gaps. */
export const JobEvent = z.strictObject({
  event_sequence: z.int().min(1),
  name: z.enum([
    'created',
    'started',
    'progress',
    'retried',
    'merging',
    'cancelling',
    'cancelled',
    'failed',
    'succeeded',
  ]),
  created_at: z.iso.datetime(),
  /** The job as it was then. */
  job: Job,
});
export type JobEvent = z.infer<typeof JobEvent>;
