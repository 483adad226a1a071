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
  checks: z.strictObject({
    database: Check,
    objects: Check,
    api: Check,
    storage: Check,
    processing: Check,
    /** Where a Redis is configured. */
    cache: Check.optional(),
  }),
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

/** `GET /v1/database/health`; `unhealthy` answers 503. What could not be asked is null. */
export const DatabaseHealth = z.strictObject({
  status: z.enum(CHECK_STATES),
  engine: z.enum(['postgres', 'pglite']).nullable(),
  /** Of one statement, the wait for a connection included. */
  latency_ms: z.number().min(0).nullable(),
  role: z.enum(['primary', 'replica']).nullable(),
  /** Of a replica its own, of a primary that of its slowest replica; null for one without replicas. */
  replication_lag_seconds: z.number().min(0).nullable(),
  /** Why it is not healthy; null when it is. */
  error: z.string().nullable(),
});
export type DatabaseHealth = z.infer<typeof DatabaseHealth>;

const Count = z.int().min(0);

/** `GET /v1/database/stats`: numbers about the database, never anything out of its rows. */
export const DatabaseStats = z.strictObject({
  engine: z.enum(['postgres', 'pglite']),
  /** Connections of the process that answers. */
  pool: z.strictObject({ size: Count, in_use: Count, idle: Count, waiting: Count }),
  /** Connections of all clients of the server, and how many it takes. */
  connections: z.strictObject({ open: Count, max: Count }),
  bytes: Count,
  /** The largest ones, with their indexes; rows as the server estimates them. */
  tables: z.array(
    z.strictObject({
      name: z.string(),
      bytes: Count,
      live_rows: Count,
      /** Deleted or replaced, and not vacuumed yet. */
      dead_rows: Count,
      vacuumed_at: z.iso.datetime().nullable(),
    }),
  ),
  /** Transactions open for a minute or more; they keep dead rows alive. */
  long_transactions: z.strictObject({ count: Count, oldest_seconds: z.number().min(0) }),
});
export type DatabaseStats = z.infer<typeof DatabaseStats>;
