import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { createPostgresDatabase } from '../database/postgres-database.ts';

/** The configured PostgreSQL with its pool, its time limits and its CA; not migrated. Connects on first use. */
export function openServedDatabase(url: string, config: Config['database']): Promise<Database> {
  return createPostgresDatabase(url, {
    poolSize: config.pool_size,
    poolTimeoutMs: config.pool_timeout_seconds * 1_000,
    recycleMs: config.recycle_seconds * 1_000,
    statementTimeoutMs: config.statement_timeout_seconds * 1_000,
    lockTimeoutMs: config.lock_timeout_seconds * 1_000,
    ...(config.ca_file !== undefined && { caFile: config.ca_file }),
  });
}
