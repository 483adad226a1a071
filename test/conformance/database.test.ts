import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createPgliteDatabase } from '../../shared/database/pglite-database.ts';
import { createPostgresDatabase } from '../../shared/database/postgres-database.ts';
import { pgliteEngine, postgresEngine } from '../support/temp-database.ts';
import { describeDatabase } from './database-suite.ts';
import { describeMigrations } from './migration-suite.ts';

const ENGINES = [pgliteEngine(), postgresEngine()];
afterAll(async () => {
  for (const engine of ENGINES) await engine.close();
});

for (const engine of ENGINES) {
  describeDatabase(engine);
  describeMigrations(engine);
}

describe('a database that cannot be reached', () => {
  it('is DATABASE_UNAVAILABLE when nobody listens', async () => {
    const database = await createPostgresDatabase('postgres://postgres@127.0.0.1:1/none');
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', isRetryable: true });
    await database.close();
  });

  it('is DATABASE_UNAVAILABLE after closing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tabular-closed-'));
    const database = await createPgliteDatabase({ folder: join(folder, 'data'), image: 'dist/database.image' });
    await database.close();
    await database.close();
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await rm(folder, { recursive: true, force: true });
  });
});
