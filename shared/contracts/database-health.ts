import * as z from 'zod';
import { CHECK_STATES } from './health.ts';

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
