import * as z from 'zod';

export const Health = z.strictObject({ status: z.literal('healthy'), version: z.string() });
export type Health = z.infer<typeof Health>;

export const CHECK_STATES = ['healthy', 'degraded', 'unhealthy'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

export const Check = z.strictObject({
  status: z.enum(CHECK_STATES),
  timestamp: z.iso.datetime(),
  /** Why it is not healthy; null when it is. */
  error: z.string().nullable(),
});
export type Check = z.infer<typeof Check>;

/** `unhealthy` answers 503, the others 200. */
export const Readiness = z.strictObject({
  timestamp: z.iso.datetime(),
  overall_status: z.enum(CHECK_STATES),
  checks: z.strictObject({ database: Check, objects: Check, api: Check, storage: Check, processing: Check }),
});
export type Readiness = z.infer<typeof Readiness>;

export const Status = z.strictObject({
  version: z.string(),
  uptime_seconds: z.number().min(0),
  active_tasks: z.int().min(0),
  active_generations: z.int().min(0),
  queue: z.strictObject({ queued_jobs: z.int().min(0), running_jobs: z.int().min(0), waiting_tasks: z.int().min(0) }),
  limits: z.strictObject({
    max_rows_per_request: z.int(),
    max_columns: z.int(),
    max_concurrent: z.int(),
    parallel_workers: z.int(),
    sync_max_rows: z.int(),
    sync_max_bytes: z.int(),
    body_limit_bytes: z.int(),
  }),
  /** Bytes in the object store by kind of object; null where the store was not asked. */
  bytes: z.strictObject({ datasets: z.int().min(0), parts: z.int().min(0), free: z.int().min(0).nullable() }),
});
export type Status = z.infer<typeof Status>;

/** `GET /`: what this is and where to read on. */
export const Welcome = z.strictObject({
  name: z.literal('tabular'),
  description: z.string(),
  version: z.string(),
  links: z.record(z.string(), z.string()),
});
export type Welcome = z.infer<typeof Welcome>;
