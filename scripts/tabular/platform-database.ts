import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../shared/config/config.ts';
import type { Database } from '../../shared/database/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPgliteDatabase } from '../../shared/database/pglite-database.ts';
import { openServedDatabase } from '../../shared/tasks/served-database.ts';

/** Of the embedded engine; a data folder belongs to one. */
export const POSTGRES_MAJOR = 18;

/** The embedded database in `folder`, or the served one where the configuration names it; migrated. */
export async function openPlatformDatabase(folder: string, config?: Config['database']): Promise<Database> {
  const database = await openUnmigrated(folder, config);
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The same as it is. */
export function openUnmigrated(folder: string, config?: Config['database']): Promise<Database> {
  return config?.url === undefined ? openEmbedded(folder) : openServedDatabase(config.url, config);
}

function openEmbedded(folder: string): Promise<Database> {
  const image = databaseImage();
  return createPgliteDatabase(image === undefined ? { folder } : { folder, image });
}

/** The start image that the build makes: in `dist`, one level above every bundle. */
function databaseImage(): string | undefined {
  const isSource = import.meta.url.endsWith('.ts');
  const path = fileURLToPath(new URL(isSource ? '../../dist/database.image' : '../database.image', import.meta.url));
  return existsSync(path) ? path : undefined;
}
