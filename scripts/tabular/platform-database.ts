import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Database } from '../../shared/database/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPgliteDatabase } from '../../shared/database/pglite-database.ts';
import { createPostgresDatabase } from '../../shared/database/postgres-database.ts';

/** Of the embedded engine; a data folder belongs to one. */
export const POSTGRES_MAJOR = 18;

/** The embedded database in `folder`, or the served one at `url`; migrated. */
export async function openPlatformDatabase(folder: string, url: string | undefined): Promise<Database> {
  const database = url === undefined ? await openEmbedded(folder) : await createPostgresDatabase(url);
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
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
