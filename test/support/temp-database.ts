import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Database } from '../../shared/database/database.ts';
import { createPgliteDatabase } from '../../shared/database/pglite-database.ts';
import { createPostgresDatabase } from '../../shared/database/postgres-database.ts';
import { engineSkipReason, type PostgresEngine, startPostgres } from './engines.ts';

const IMAGE = resolve('dist/database.image');

/** One kind of PostgreSQL for conformance tests; `open` gives an empty database, `close` ends all of them. */
export interface TestEngine {
  readonly name: string;
  readonly skipReason: string | undefined;
  /** A new database; the caller closes it. */
  open(): Promise<Database>;
  close(): Promise<void>;
}

/** The embedded engine; its databases start from the image where set-up has made it. */
export function pgliteEngine(): TestEngine {
  const folders: string[] = [];
  return {
    name: 'PGlite',
    skipReason: undefined,
    async open() {
      const folder = await mkdtemp(join(tmpdir(), 'tabular-pglite-'));
      folders.push(folder);
      return createPgliteDatabase({ folder: join(folder, 'data'), ...(existsSync(IMAGE) && { image: IMAGE }) });
    },
    async close() {
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A served PostgreSQL, started at first use. */
export function postgresEngine(major: 15 | 18 = 18): TestEngine {
  let server: PostgresEngine | undefined;
  return {
    name: `PostgreSQL ${major}`,
    skipReason: engineSkipReason(major === 15 ? 'postgres-15' : 'postgres'),
    async open() {
      server ??= await startPostgres({ major });
      const name = `t_${randomBytes(6).toString('hex')}`;
      const admin = await createPostgresDatabase(server.urlOf('postgres'));
      await admin.execute(`CREATE DATABASE ${name}`);
      await admin.close();
      return createPostgresDatabase(server.urlOf(name), { poolSize: 16 });
    },
    async close() {
      await server?.close();
    },
  };
}
