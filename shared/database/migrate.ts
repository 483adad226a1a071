import { AppError } from '../errors/app-error.ts';
import type { Database } from './database.ts';
import { DUPLICATE_OBJECT, DUPLICATE_TABLE, sqlStateOf, UNIQUE_VIOLATION } from './database-error.ts';
import { MIGRATIONS } from './generated/migrations.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

const CREATE_LEDGER = `CREATE TABLE IF NOT EXISTS schema_migrations (
  number integer PRIMARY KEY,
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`;

/**
 * Brings the schema to this release; answers the numbers applied. Any number of processes may call it at once: each
 * migration begins by inserting its row, and there the others wait. DATA_FOLDER_VERSION for a schema of a newer release.
 */
export async function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): Promise<number[]> {
  const applied = await readApplied(database);
  refuseNewer(applied, migrations);
  const numbers: number[] = [];
  for (const migration of migrations) {
    if (!applied.has(migration.number) && (await apply(database, migration))) numbers.push(migration.number);
  }
  return numbers;
}

async function readApplied(database: Database): Promise<Set<number>> {
  await ignoring([UNIQUE_VIOLATION, DUPLICATE_TABLE, DUPLICATE_OBJECT], () => database.execute(CREATE_LEDGER));
  const rows = await database.query<{ number: number }>('SELECT number FROM schema_migrations');
  return new Set(rows.map((row) => row.number));
}

function refuseNewer(applied: ReadonlySet<number>, migrations: readonly Migration[]): void {
  const newest = Math.max(0, ...applied);
  const known = Math.max(0, ...migrations.map((migration) => migration.number));
  if (newest <= known) return;
  throw new AppError(
    'DATA_FOLDER_VERSION',
    `the database has schema ${newest}, this release knows ${known}; run a newer release or restore a backup`,
  );
}

/** False when another process was faster. */
function apply(database: Database, { number, name, sql }: Migration): Promise<boolean> {
  return ignoring([UNIQUE_VIOLATION], () =>
    database.transaction(async (transaction) => {
      await transaction.query('INSERT INTO schema_migrations (number, name) VALUES ($1, $2)', [number, name]);
      await transaction.execute(sql);
    }),
  );
}

async function ignoring(sqlStates: readonly string[], work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (thrown) {
    const sqlState = sqlStateOf(thrown);
    if (sqlState === undefined || !sqlStates.includes(sqlState)) throw thrown;
    return false;
  }
}
