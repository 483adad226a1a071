import type { DatabaseStats } from '../../shared/contracts/health.ts';
import type { Database } from '../../shared/database/database.ts';
import { readServerUse, readTableUse } from '../../shared/database/server-state.ts';
import { AppError } from '../../shared/errors/app-error.ts';

const TABLES_MAX = 20;

/** Numbers about the database and the pool of this process. DATABASE_UNAVAILABLE also for a process without one. */
export async function readDatabaseStats(database: Database | undefined): Promise<DatabaseStats> {
  if (database === undefined) {
    throw new AppError('DATABASE_UNAVAILABLE', 'this process was started without a database; set DATABASE_URL');
  }
  const pool = database.poolUse();
  const use = await readServerUse(database);
  const tables = await readTableUse(database, TABLES_MAX);
  return {
    engine: database.engine,
    pool,
    connections: { open: use.open_connections, max: use.max_connections },
    bytes: use.bytes,
    tables: tables.map((table) => ({ ...table, vacuumed_at: table.vacuumed_at?.toISOString() ?? null })),
    long_transactions: { count: use.long_transactions, oldest_seconds: use.oldest_transaction_seconds },
  };
}
