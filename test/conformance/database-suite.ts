import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../shared/database/database.ts';
import { sqlStateOf } from '../../shared/database/database-error.ts';
import { readReplication, readServerUse, readTableUse } from '../../shared/database/server-state.ts';
import { queryAsTenant, withTenant } from '../../shared/database/with-tenant.ts';
import type { TestEngine } from '../support/temp-database.ts';

const CURRENT_TENANT = "SELECT current_setting('app.tenant_id', true) AS tenant";

/** What every Database promises. The engine is closed by who opened it. */
export function describeDatabase(engine: TestEngine): void {
  describe.skipIf(engine.skipReason !== undefined)(`${engine.name} ${engine.skipReason ?? ''}`, () => {
    let database: Database;
    beforeAll(async () => {
      database = await engine.open();
      await database.execute('CREATE TABLE thing (id integer PRIMARY KEY, name text)');
    });
    afterAll(() => database?.close());

    it('gives numbers, booleans, times and documents back as JavaScript has them', async () => {
      const [row] = await database.query(
        `SELECT 9007199254740991::bigint AS big, sum(n) AS total, 1.5::float8 AS real, true AS yes, NULL::int AS none,
           timestamptz '2025-03-01 12:34:56.789+02' AS at, '{"a":[1]}'::json AS document, '[null]'::jsonb AS list, 'é''' AS text
         FROM (VALUES (4000000000::bigint), (5)) AS v (n)`,
      );
      expect(row).toEqual({
        big: Number.MAX_SAFE_INTEGER,
        total: 4_000_000_005,
        real: 1.5,
        yes: true,
        none: null,
        at: new Date('2025-03-01T10:34:56.789Z'),
        document: { a: [1] },
        list: [null],
        text: "é'",
      });
    });

    it('takes every kind of parameter', async () => {
      const at = new Date('2025-03-01T10:34:56.789Z');
      const names = ['plain', 'with "quotes" and \\', ''];
      const [row] = await database.query(
        'SELECT $1::bigint AS big, $2::timestamptz AS at, $3::text[] = $4::text[] AS same, $5::json AS document, $6::text AS none, $7::boolean AS yes',
        [Number.MAX_SAFE_INTEGER, at, names, names, { a: 'ü' }, undefined, true],
      );
      expect(row).toEqual({
        big: Number.MAX_SAFE_INTEGER,
        at,
        same: true,
        document: { a: 'ü' },
        none: null,
        yes: true,
      });
      const [first] = await database.query('SELECT ($1::text[])[2] AS second', [names]);
      expect(first).toEqual({ second: 'with "quotes" and \\' });
    });

    it('rolls a transaction back when its work throws, and works on', async () => {
      const failing = database.transaction(async (transaction) => {
        await transaction.query('INSERT INTO thing (id, name) VALUES (1, $1)', ['lost']);
        throw new Error('stop');
      });
      await expect(failing).rejects.toThrow('stop');
      expect(await database.query('SELECT FROM thing')).toEqual([]);
    });

    it('names a failed statement by its state and can use the text again', async () => {
      const insert = 'INSERT INTO thing (id, name) VALUES ($1, $2)';
      await database.query(insert, [2, 'once']);
      const repeated = await database.query(insert, [2, 'twice']).catch((thrown: unknown) => thrown);
      expect(sqlStateOf(repeated)).toBe('23505');
      const inTransaction = await database
        .transaction(async (transaction) => {
          await transaction.query(insert, [2, 'twice']);
        })
        .catch((thrown: unknown) => thrown);
      expect(sqlStateOf(inTransaction)).toBe('23505');
      await database.query(insert, [3, 'next']);
      const wrong = await database.query('SELECT missing FROM thing').catch((thrown: unknown) => thrown);
      expect(sqlStateOf(wrong)).toBe('42703');
      await database.execute('ALTER TABLE thing ADD COLUMN missing integer DEFAULT 5');
      expect(await database.query('SELECT missing FROM thing LIMIT 1')).toEqual([{ missing: 5 }]);
    });

    it('keeps transactions apart that run at the same time', async () => {
      await database.query("INSERT INTO thing (id, name) VALUES (10, '0')");
      const add = () =>
        database.transaction(async (transaction) => {
          const [row] = await transaction.query<{ name: string }>('SELECT name FROM thing WHERE id = 10 FOR UPDATE');
          await transaction.query('UPDATE thing SET name = $1 WHERE id = 10', [String(Number(row!.name) + 1)]);
        });
      await Promise.all(Array.from({ length: 20 }, add));
      expect(await database.query('SELECT name FROM thing WHERE id = 10')).toEqual([{ name: '20' }]);
    });

    it('acts for a tenant inside, and for nobody outside', async () => {
      const tenant = "o'brien; --";
      expect(await queryAsTenant(database, tenant, { sql: CURRENT_TENANT })).toEqual([{ tenant }]);
      expect(await withTenant(database, tenant, (transaction) => transaction.query(CURRENT_TENANT))).toEqual([
        { tenant },
      ]);
      const [outside] = await database.query<{ tenant: string | null }>(CURRENT_TENANT);
      expect(outside!.tenant ?? '').toBe('');
    });

    it('tells about the server: its role, its tables, and transactions that stay open', async () => {
      expect(await readReplication(database)).toEqual({ role: 'primary', lag_seconds: null });
      const tables = await readTableUse(database, 50);
      const thing = {
        name: 'thing',
        bytes: expect.any(Number),
        live_rows: expect.any(Number),
        dead_rows: expect.any(Number),
      };
      expect(tables.filter(({ name }) => name === 'thing')).toEqual([{ ...thing, vacuumed_at: null }]);
      expect(await readTableUse(database, 1)).toEqual(tables.slice(0, 1));
      const use = await readServerUse(database);
      expect(use).toMatchObject({ long_transactions: 0, oldest_transaction_seconds: 0 });
      expect(use.bytes).toBeGreaterThan(1_000_000);
      expect(use.max_connections).toBeGreaterThan(0);
    });

    it('counts its connections in use', async () => {
      const { size } = database.poolUse();
      const during = await database.transaction(async (transaction) => {
        await transaction.query('SELECT 1');
        return database.poolUse();
      });
      expect(during).toMatchObject({ size, in_use: 1, waiting: 0 });
      expect(database.poolUse()).toMatchObject({ size, in_use: 0, waiting: 0 });
    });

    it('tidies up without disturbing anyone', async () => {
      await database.query(
        "INSERT INTO thing (id, name) SELECT n, repeat('x', 200) FROM generate_series(100, 40000) AS n",
      );
      await Promise.all([database.maintain(), database.query('SELECT FROM thing WHERE id = 1'), database.maintain()]);
      expect(await database.query('SELECT count(*) AS n FROM thing WHERE id >= 100')).toEqual([{ n: 39_901 }]);
    });
  });
}
