import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadConfig } from '../../shared/config/load-config.ts';
import { openDataFolder } from '../../shared/data-folder/data-folder.ts';
import { lockFolder } from '../../shared/data-folder/folder-lock.ts';
import type { Database } from '../../shared/database/database.ts';
import { MIGRATIONS } from '../../shared/database/generated/migrations.ts';
import { readSchemaState, type SchemaState } from '../../shared/database/migrate.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { openUnmigrated, POSTGRES_MAJOR } from './platform-database.ts';
import type { Terminal } from './terminal.ts';

/** Options of the commands that look at the configured database. */
export const DATABASE_OPTIONS = { config: { type: 'string' } } as const;

export const DATABASE_HELP = `  --config FILE    default $TABULAR_CONFIG, then tabular.yaml when it exists
The database is database.url ($DATABASE_URL), otherwise the embedded one in storage.data_dir while nothing else uses it.
`;

/**
 * Does `work` on the configured database, which is not migrated before. For the embedded one `work` answers the number
 * of the migration that its schema has now; an older one is copied aside first.
 */
export async function changeConfigured<Result extends { readonly schema: number }>(
  terminal: Terminal,
  configFile: string | undefined,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const { database: served, storage } = configOf(terminal, configFile);
  if (served.url !== undefined) return closing(await openUnmigrated('', served), work);
  const folder = await openDataFolder(storage.data_dir, { schema: MIGRATIONS.length, postgres: POSTGRES_MAJOR });
  try {
    const result = await closing(await openUnmigrated(folder.databaseFolder), work);
    folder.confirmFormat(result.schema);
    return result;
  } finally {
    await folder.close();
  }
}

/** What the configured database has, changing nothing. NOT_FOUND where there is no embedded one yet. */
export async function readConfigured(terminal: Terminal, configFile: string | undefined): Promise<SchemaState> {
  const { database: served, storage } = configOf(terminal, configFile);
  if (served.url !== undefined) return closing(await openUnmigrated('', served), readSchemaState);
  const path = resolve(storage.data_dir);
  const databaseFolder = join(path, 'database');
  if (!existsSync(databaseFolder)) {
    throw new AppError(
      'NOT_FOUND',
      `there is no database in ${path} yet; "tabular serve" or "tabular migrate up" makes it`,
    );
  }
  const lock = await lockFolder(path);
  try {
    return await closing(await openUnmigrated(databaseFolder), readSchemaState);
  } finally {
    await lock.release();
  }
}

function configOf(terminal: Terminal, file: string | undefined) {
  const { config } = loadConfig({
    ...(file === undefined ? {} : { file }),
    env: terminal.environment,
    cwd: process.cwd(),
  });
  return config;
}

async function closing<Result>(database: Database, work: (database: Database) => Promise<Result>): Promise<Result> {
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
