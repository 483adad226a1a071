import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../shared/database/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { cacheSchemas } from '../../shared/schemas/cached-schema-store.ts';
import { createSchemaStore } from '../../shared/schemas/create-schema-store.ts';
import { schemaContent } from '../../shared/schemas/schema-content.ts';
import { createNotedCache } from '../support/cache-parts.ts';
import { pgliteEngine } from '../support/temp-database.ts';

const SHOP = { tenantId: 'default', name: 'shop' };
const contentOf = (rows: number) => schemaContent({ schema: { id: 'sequence' }, num_records: rows });

const engine = pgliteEngine();
let database: Database;
beforeAll(async () => {
  database = await engine.open();
  await migrate(database);
});
beforeEach(() => database.execute('TRUNCATE schemas CASCADE'));
afterAll(async () => {
  await database?.close();
  await engine.close();
});

function createStores() {
  const { cache, noted } = createNotedCache();
  const plain = createSchemaStore(database);
  return { cached: cacheSchemas(plain, cache), plain, noted };
}

describe('schemas behind the cache', () => {
  it('are what the database says, and a numbered version is asked for once', async () => {
    const { cached, plain, noted } = createStores();
    const { schema } = await cached.createSchema({ ...SHOP, content: contentOf(1) });
    for (const version of [1, 1, undefined]) expect(await cached.readVersion(SHOP, version)).toEqual(schema);
    expect(await plain.readVersion(SHOP, 1)).toEqual(schema);
    expect(noted).toEqual(['find schema miss', 'find schema memory']);
  });

  it('show a new version at once, since the latest is never kept', async () => {
    const { cached, plain } = createStores();
    await cached.createSchema({ ...SHOP, content: contentOf(1) });
    await cached.readVersion(SHOP);
    await plain.addVersion(SHOP, { content: contentOf(2) });
    expect(await cached.readVersion(SHOP)).toMatchObject({ version: 2 });
  });

  it('forget all versions of a name that is deleted, and none of another', async () => {
    const { cached, noted } = createStores();
    for (const name of ['shop', 'shopping']) {
      await cached.createSchema({ ...SHOP, name, content: contentOf(1) });
      await cached.readVersion({ ...SHOP, name }, 1);
    }
    await cached.deleteSchema(SHOP);
    await expect(cached.readVersion(SHOP, 1)).rejects.toMatchObject({ code: 'SCHEMA_NOT_FOUND' });
    const { schema } = await cached.createSchema({ ...SHOP, content: contentOf(9) });
    expect(await cached.readVersion(SHOP, 1)).toEqual(schema);
    await cached.readVersion({ ...SHOP, name: 'shopping' }, 1);
    expect(noted.at(-1)).toBe('find schema memory');
  });
});
