import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../shared/database/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createSchemaStore } from '../../shared/schemas/create-schema-store.ts';
import { schemaContent } from '../../shared/schemas/schema-content.ts';
import type { SchemaStore } from '../../shared/schemas/schema-store.ts';
import type { TestEngine } from '../support/temp-database.ts';

const SHOP = { tenantId: 'default', name: 'shop' };

/** Content with so many rows. */
const contentOf = (rows: number) => schemaContent({ schema: { id: 'sequence' }, num_records: rows });

/** What every SchemaStore promises, on any engine. */
export function describeSchemaStore(engine: TestEngine): void {
  describe.skipIf(engine.skipReason !== undefined)(`schemas on ${engine.name} ${engine.skipReason ?? ''}`, () => {
    let database: Database;
    let store: SchemaStore;
    beforeAll(async () => {
      database = await engine.open();
      await migrate(database);
      store = createSchemaStore(database);
    });
    afterAll(() => database?.close());
    beforeEach(() => database.execute('TRUNCATE schemas CASCADE'));

    const makeShop = () => store.createSchema({ ...SHOP, content: contentOf(1), message: 'first' });

    it('keeps what was stored, and the spelling beside it', async () => {
      const source = { seed: 3, schema: { id: 'integer[1:9]?', text: 'constant("\u{1f600}\\u0000")' }, num_records: 5 };
      const { schema, isReplay } = await store.createSchema({ ...SHOP, content: schemaContent(source) });
      expect(isReplay).toBe(false);
      expect(schema).toMatchObject({ name: 'shop', version: 1, message: null, restored_from: null, source });
      expect(schema.spec).toMatchObject({ seed: 3, tables: [{ name: 'data', num_records: 5 }] });
      expect(await store.readVersion(SHOP)).toEqual(schema);
      expect(await store.readVersion(SHOP, 1)).toEqual(schema);
    });

    it('refuses a name in use, and says so of what is not there', async () => {
      await makeShop();
      await expect(makeShop()).rejects.toMatchObject({ code: 'SCHEMA_EXISTS' });
      const absent = { ...SHOP, name: 'absent' };
      for (const ask of [
        () => store.readVersion(absent),
        () => store.readVersion(SHOP, 2),
        () => store.addVersion(absent, { content: contentOf(2) }),
        () => store.restoreVersion(SHOP, { version: 7 }),
        () => store.restoreVersion(absent, { version: 1 }),
        () => store.listVersions(absent, { limit: 5 }),
        () => store.deleteSchema(absent),
      ])
        await expect(ask()).rejects.toMatchObject({ code: 'SCHEMA_NOT_FOUND' });
    });

    it('adds a version for new content only, and never changes an old one', async () => {
      const first = (await makeShop()).schema;
      expect(await store.addVersion(SHOP, { content: contentOf(1), message: 'again' })).toEqual({
        schema: first,
        isNew: false,
      });
      const second = await store.addVersion(SHOP, { content: contentOf(2), message: 'second' });
      expect(second).toMatchObject({ isNew: true, schema: { version: 2, message: 'second' } });
      expect(await store.readVersion(SHOP)).toEqual(second.schema);
      expect(await store.readVersion(SHOP, 1)).toEqual(first);
    });

    it('refuses a change of a version that is no longer the latest', async () => {
      await makeShop();
      await store.addVersion(SHOP, { content: contentOf(2), expectedVersion: 1 });
      const late = { content: contentOf(3), expectedVersion: 1 };
      await expect(store.addVersion(SHOP, late)).rejects.toMatchObject({ code: 'SCHEMA_CHANGED' });
      await expect(store.restoreVersion(SHOP, { version: 1, expectedVersion: 1 })).rejects.toMatchObject({
        code: 'SCHEMA_CHANGED',
      });
      expect((await store.readVersion(SHOP)).version).toBe(2);
    });

    it('brings old content back as a new version', async () => {
      const first = (await makeShop()).schema;
      await store.addVersion(SHOP, { content: contentOf(2) });
      const { schema, isNew } = await store.restoreVersion(SHOP, { version: 1, message: 'back' });
      expect(isNew).toBe(true);
      expect(schema).toMatchObject({ version: 3, message: 'back', restored_from: 1, spec_hash: first.spec_hash });
      expect([schema.spec, schema.source]).toEqual([first.spec, first.source]);
      const again = await store.restoreVersion(SHOP, { version: 1 });
      expect(again).toEqual({ schema, isNew: false });
    });

    it('numbers versions of concurrent writers without gap', async () => {
      await makeShop();
      const written = await Promise.all(
        Array.from({ length: 8 }, (_, index) => store.addVersion(SHOP, { content: contentOf(index + 2) })),
      );
      expect(written.map(({ schema }) => schema.version).sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    });

    it('answers the same schema for the same idempotency key, and one of two at once makes it', async () => {
      const create = (bodyHash = 'body') =>
        store.createSchema({ ...SHOP, content: contentOf(1), idempotency: { key: 'key', bodyHash } });
      const answers = await Promise.all([create(), create()]);
      expect(answers.map(({ isReplay }) => isReplay).sort()).toEqual([false, true]);
      expect(answers[0]!.schema).toEqual(answers[1]!.schema);
      await store.addVersion(SHOP, { content: contentOf(2) });
      expect((await create()).schema.version).toBe(1);
      await expect(create('other')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
      await database.execute("UPDATE schema_idempotency_keys SET created_at = created_at - interval '24 hours'");
      await expect(create()).rejects.toMatchObject({ code: 'SCHEMA_EXISTS' });
    });

    it('lists the latest of each by name, and versions newest first, page by page', async () => {
      for (const name of ['b', 'A', 'a', 'c']) await store.createSchema({ ...SHOP, name, content: contentOf(1) });
      for (const rows of [2, 3]) await store.addVersion({ ...SHOP, name: 'b' }, { content: contentOf(rows) });
      const page = await store.listSchemas('default', { limit: 3 });
      expect(page.schemas.map(({ name, version }) => [name, version])).toEqual([
        ['A', 1],
        ['a', 1],
        ['b', 3],
      ]);
      const rest = await store.listSchemas('default', { limit: 3, cursor: page.nextCursor });
      expect(rest).toMatchObject({ schemas: [{ name: 'c' }] });
      expect(rest.nextCursor).toBeUndefined();
      const versions = await store.listVersions({ ...SHOP, name: 'b' }, { limit: 2 });
      expect(versions.versions.map(({ version }) => version)).toEqual([3, 2]);
      const last = await store.listVersions({ ...SHOP, name: 'b' }, { limit: 2, cursor: versions.nextCursor });
      expect(last.versions.map(({ version }) => version)).toEqual([1]);
      expect(last.nextCursor).toBeUndefined();
    });

    it('refuses cursors that it did not make', async () => {
      await makeShop();
      const cursors = ['x', Buffer.from('{}').toString('base64url'), Buffer.from('"\\u0000"').toString('base64url')];
      for (const cursor of cursors) {
        await expect(store.listSchemas('default', { limit: 1, cursor })).rejects.toMatchObject({
          code: 'INVALID_REQUEST',
        });
        await expect(store.listVersions(SHOP, { limit: 1, cursor })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
      }
    });

    it('deletes every version and key, and the name is free again', async () => {
      const idempotency = { key: 'key', bodyHash: 'body' };
      await store.createSchema({ ...SHOP, content: contentOf(1), idempotency });
      await store.addVersion(SHOP, { content: contentOf(2) });
      await store.deleteSchema(SHOP);
      await expect(store.readVersion(SHOP, 1)).rejects.toMatchObject({ code: 'SCHEMA_NOT_FOUND' });
      const { schema, isReplay } = await store.createSchema({ ...SHOP, content: contentOf(3), idempotency });
      expect([schema.version, isReplay]).toEqual([1, false]);
    });

    it('keeps tenants apart', async () => {
      await makeShop();
      const other = { tenantId: 'other', name: 'shop' };
      await expect(store.readVersion(other)).rejects.toMatchObject({ code: 'SCHEMA_NOT_FOUND' });
      expect((await store.listSchemas('other', { limit: 5 })).schemas).toEqual([]);
      await store.createSchema({ ...other, content: contentOf(9) });
      await store.deleteSchema(other);
      expect((await store.readVersion(SHOP)).version).toBe(1);
    });
  });
}
