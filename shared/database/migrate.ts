import { AppError } from '../errors/app-error.ts';
import type { Database } from './database.ts';
import { databaseBusy } from './database-error.ts';
import { MIGRATIONS } from './generated/migrations.ts';
import { type AppliedMigration, type Migration, migrationTitle } from './migration.ts';
import { changeSchema, readLedger, recordApplied, recordUndone } from './migration-ledger.ts';

/** A database's schema beside what a release knows. */
export interface SchemaState {
  /** What the database has, oldest first. */
  readonly applied: readonly AppliedMigration[];
  /** What the release would apply. */
  readonly pending: readonly Migration[];
  /** Which release the schema is of: 0 for an empty database. */
  readonly release: number;
  /** Whether the release works on it as it is, `pending` aside: it does on its own schema and on the next release's. */
  readonly isSupported: boolean;
}

/**
 * Brings the schema to this release; answers the numbers applied. Any number of processes may call it at once. A schema
 * of the next release is left as it is; DATA_FOLDER_VERSION for one that is two releases ahead, DATABASE_BUSY when a lock
 * is not to be had.
 */
export async function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): Promise<number[]> {
  const { pending } = requireSupported(await readSchemaState(database, migrations), migrations);
  const numbers: number[] = [];
  for (const migration of pending) if (await apply(database, migration, migrations)) numbers.push(migration.number);
  return numbers;
}

/**
 * Takes back every migration above `target`, newest first; answers their numbers. What they held is lost. To 0, nothing
 * is left. DATA_FOLDER_VERSION when the database has one that this release does not know.
 */
export async function migrateDown(
  database: Database,
  target: number,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<number[]> {
  const numbers: number[] = [];
  for (;;) {
    const newest = (await readLedger(database)).at(-1);
    if (newest === undefined || newest.number <= target) return numbers;
    if (await takeBack(database, newest, migrations)) numbers.push(newest.number);
  }
}

/** Compares without changing anything. */
export async function readSchemaState(
  database: Database,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<SchemaState> {
  const applied = await readLedger(database);
  const numbers = new Set(applied.map(({ number }) => number));
  const release = Math.max(0, ...applied.map((row) => releaseOf(row, migrations)));
  return {
    applied,
    pending: migrations.filter(({ number }) => !numbers.has(number)),
    release,
    isSupported: release <= knownRelease(migrations) + 1,
  };
}

/** The newest release whose schema `migrations` make. */
export function knownRelease(migrations: readonly Migration[] = MIGRATIONS): number {
  return Math.max(0, ...migrations.map(({ release }) => release));
}

/** False when another process was faster. */
function apply(database: Database, migration: Migration, migrations: readonly Migration[]): Promise<boolean> {
  return changeSchema(database, async (transaction, applied) => {
    if (applied.some(({ number }) => number === migration.number)) return false;
    const previous = migrations.find(({ number }) => number === migration.number - 1);
    if (previous !== undefined && !applied.some(({ number }) => number === previous.number)) {
      throw databaseBusy(`${migrationTitle(previous)} was taken back meanwhile; try again`);
    }
    await transaction.execute(migration.up);
    await recordApplied(transaction, migration);
    return true;
  });
}

/** False when another process was faster. */
function takeBack(database: Database, newest: AppliedMigration, migrations: readonly Migration[]): Promise<boolean> {
  const { down } = requireKnown(newest, migrations);
  return changeSchema(database, async (transaction, applied) => {
    if (applied.at(-1)?.number !== newest.number) return false;
    await transaction.execute(down);
    await recordUndone(transaction, newest.number, applied.length === 1);
    return true;
  });
}

/** One that nobody recorded and nobody here knows could be of any release. */
function releaseOf({ number, release }: AppliedMigration, migrations: readonly Migration[]): number {
  return release ?? migrations.find((known) => known.number === number)?.release ?? Number.POSITIVE_INFINITY;
}

function requireSupported(state: SchemaState, migrations: readonly Migration[]): SchemaState {
  if (state.isSupported) return state;
  const newest = migrationTitle(state.applied.at(-1)!);
  const known = knownRelease(migrations);
  throw new AppError(
    'DATA_FOLDER_VERSION',
    `the database has schema ${newest}, which is beyond release ${known + 1}; this is release ${known}, which runs on ${known} and ${known + 1}: start a newer release, or restore a backup`,
  );
}

function requireKnown(applied: AppliedMigration, migrations: readonly Migration[]): Migration {
  const known = migrations.find(({ number }) => number === applied.number);
  if (known !== undefined) return known;
  throw new AppError(
    'DATA_FOLDER_VERSION',
    `migration ${migrationTitle(applied)} is of a newer release and only that one can take it back; run "tabular migrate down" of that release`,
  );
}
