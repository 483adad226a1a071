import { AppError } from '../errors/app-error.ts';
import type { Database, Queryable } from './database.ts';
import { databaseBusy, LOCK_NOT_AVAILABLE, sqlStateOf, UNDEFINED_COLUMN, UNDEFINED_TABLE } from './database-error.ts';
import type { AppliedMigration } from './migration.ts';

/** The second statement is for ledgers of the first releases. */
const CREATE_LEDGER = `
CREATE TABLE IF NOT EXISTS schema_migrations (
  number integer PRIMARY KEY,
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE schema_migrations ADD COLUMN IF NOT EXISTS release integer`;

const READ_LEDGER = 'SELECT number, name, release, applied_at FROM schema_migrations ORDER BY number';

/** Serialises everyone who changes the schema of one database; the number is arbitrary but fixed. */
const TAKE_LOCK = 'SELECT pg_advisory_xact_lock(7308605)';

/** How long one waits for another migrator, and then for tables that others use; migrations themselves take their time. */
const OTHERS_TIMEOUT = '120s';
const TABLES_TIMEOUT = '15s';
const SET_TIMEOUTS = "SELECT set_config('lock_timeout', $1, true), set_config('statement_timeout', '0', true)";

/** What the database has, oldest first; nothing where it was never migrated. */
export async function readLedger(database: Queryable): Promise<AppliedMigration[]> {
  try {
    return await database.query<AppliedMigration>(READ_LEDGER);
  } catch (thrown) {
    if (sqlStateOf(thrown) === UNDEFINED_TABLE) return [];
    if (sqlStateOf(thrown) !== UNDEFINED_COLUMN) throw thrown;
    return database.query<AppliedMigration>(READ_LEDGER.replace('release', 'NULL::integer AS release'));
  }
}

/**
 * One transaction in which nobody else changes the schema; `work` gets the ledger as it is then. The lock ends with the
 * transaction, so that a migrator that dies leaves none, and a pooler between us and the server does no harm.
 * DATABASE_BUSY when another migrator or the users of a table do not make room in time.
 */
export function changeSchema<Result>(
  database: Database,
  work: (transaction: Queryable, applied: readonly AppliedMigration[]) => Promise<Result>,
): Promise<Result> {
  return database.transaction(async (transaction) => {
    await transaction.query(SET_TIMEOUTS, [OTHERS_TIMEOUT]);
    await naming(
      `another process has been migrating the database for ${OTHERS_TIMEOUT}; look for it, then try again`,
      () => transaction.query(TAKE_LOCK),
    );
    await transaction.query(SET_TIMEOUTS, [TABLES_TIMEOUT]);
    return naming(
      `a migration waited ${TABLES_TIMEOUT} for a table that others use and was taken back; try again, or end long transactions first`,
      async () => {
        await transaction.execute(CREATE_LEDGER);
        return work(transaction, await transaction.query<AppliedMigration>(READ_LEDGER));
      },
    );
  });
}

/** Says what the wait was for. */
async function naming<Result>(message: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    const cause = thrown instanceof AppError ? thrown.cause : thrown;
    if (sqlStateOf(cause) !== LOCK_NOT_AVAILABLE) throw thrown;
    throw databaseBusy(message, cause);
  }
}

const INSERT_APPLIED = 'INSERT INTO schema_migrations (number, name, release) VALUES ($1, $2, $3)';
const DELETE_APPLIED = 'DELETE FROM schema_migrations WHERE number = $1';

/** In the transaction of the migration itself. */
export async function recordApplied(
  transaction: Queryable,
  { number, name, release }: Pick<AppliedMigration, 'number' | 'name' | 'release'>,
): Promise<void> {
  await transaction.query(INSERT_APPLIED, [number, name, release]);
}

/** Likewise; with the last one the ledger goes too: the database is as it was before. */
export async function recordUndone(transaction: Queryable, number: number, isLast: boolean): Promise<void> {
  await transaction.query(DELETE_APPLIED, [number]);
  if (isLast) await transaction.execute('DROP TABLE schema_migrations');
}
