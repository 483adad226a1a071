import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../shared/database/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPostgresDatabase, type PostgresOptions } from '../../shared/database/postgres-database.ts';
import { engineSkipReason, type PostgresEngine, startPostgres } from '../support/engines.ts';
import { createTestAuthority } from '../support/test-authority.ts';

const SKIP = engineSkipReason('postgres');
const BUSY = { code: 'DATABASE_BUSY', isRetryable: true, retryAfterSeconds: expect.any(Number) };
const UNAVAILABLE = { code: 'DATABASE_UNAVAILABLE', isRetryable: true, retryAfterSeconds: expect.any(Number) };

/** Opens databases and closes them all. */
function useDatabases() {
  const opened: Database[] = [];
  afterAll(() => Promise.all(opened.map((database) => database.close())));
  return async (url: string, options: PostgresOptions = {}): Promise<Database> => {
    const database = await createPostgresDatabase(url, options);
    opened.push(database);
    return database;
  };
}

describe.skipIf(SKIP !== undefined)(`a PostgreSQL under pressure ${SKIP ?? ''}`, () => {
  let engine: PostgresEngine;
  const open = useDatabases();
  beforeAll(async () => {
    engine = await startPostgres();
    await (await open(engine.url)).execute('CREATE TABLE thing (id integer PRIMARY KEY); INSERT INTO thing VALUES (1)');
  });
  afterAll(() => engine?.close());

  /** Holds the only row of `thing` locked until the answered function is called. */
  async function lockThing(database: Database): Promise<() => Promise<unknown>> {
    const { promise: untilReleased, resolve: release } = Promise.withResolvers<void>();
    const { promise: untilLocked, resolve: locked } = Promise.withResolvers<void>();
    const holding = database.transaction(async (transaction) => {
      await transaction.query('SELECT FROM thing FOR UPDATE');
      locked();
      await untilReleased;
    });
    await Promise.race([untilLocked, holding]);
    return () => {
      release();
      return holding;
    };
  }

  it('has waiting work served in order as connections become free, and refuses what waits too long', async () => {
    const database = await open(engine.url, { poolSize: 2, poolTimeoutMs: 50 });
    const releases = [await lockThing(database)];
    const sleeping = database.query('SELECT pg_sleep(0.2)');
    const refused = database.query('SELECT 1');
    expect(database.poolUse()).toMatchObject({ size: 2, in_use: 2, waiting: 1 });
    await expect(refused).rejects.toMatchObject(BUSY);
    await sleeping;
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    for (const release of releases) await release();
    expect(database.poolUse()).toMatchObject({ in_use: 0, waiting: 0 });
  });

  it('has a connection replaced once it is old', async () => {
    const database = await open(engine.url, { recycleMs: 1_000, poolSize: 1 });
    const processOf = async () => (await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]!.pid;
    const first = await processOf();
    await expect.poll(processOf, { timeout: 10_000, interval: 100 }).not.toBe(first);
  });

  it('ends the wait for a lock, and a statement, that take too long; the connection serves on', async () => {
    const database = await open(engine.url, { lockTimeoutMs: 50, statementTimeoutMs: 200, poolSize: 1 });
    const release = await lockThing(await open(engine.url));
    await expect(database.query('SELECT FROM thing FOR UPDATE')).rejects.toMatchObject(BUSY);
    await release();
    await expect(database.query('SELECT pg_sleep(5)')).rejects.toMatchObject(BUSY);
    expect(await database.query('SELECT id FROM thing FOR UPDATE')).toEqual([{ id: 1 }]);
  });

  it('takes locks back from a holder that sleeps in its transaction, which then fails and leaves no trace', async () => {
    const sleeper = await open(engine.url, { lockTimeoutMs: 500 });
    const release = await lockThing(sleeper);
    const other = await open(engine.url, { lockTimeoutMs: 5_000 });
    expect(await other.query('SELECT id FROM thing FOR UPDATE')).toEqual([{ id: 1 }]);
    await expect(release()).rejects.toMatchObject(UNAVAILABLE);
    expect(await sleeper.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('migrates while nobody makes room only until the lock timeout, and says what it waited for', async () => {
    const database = await open(engine.url);
    await migrate(database, []);
    const busy = database.transaction(async (transaction) => {
      await transaction.query('SELECT pg_advisory_xact_lock(7308605)');
      await expect(migrateBriefly(engine.url)).rejects.toMatchObject({
        ...BUSY,
        message: expect.stringMatching(/another process/),
      });
    });
    await busy;
  });

  async function migrateBriefly(url: string): Promise<unknown> {
    const database = await open(url);
    const brief: Database = {
      engine: database.engine,
      query: (sql, parameters) => database.query(sql, parameters),
      execute: (script) => database.execute(script),
      tenantQuery: (tenantId, sql, parameters) => database.tenantQuery(tenantId, sql, parameters),
      maintain: () => database.maintain(),
      poolUse: () => database.poolUse(),
      close: () => database.close(),
      // The same waits, a thousand times shorter.
      transaction: (work, options) =>
        database.transaction(
          (transaction) =>
            work({
              execute: (script) => transaction.execute(script),
              query: (sql, parameters) =>
                transaction.query(
                  sql,
                  parameters?.map((value) => (value === '120s' ? '120ms' : value)),
                ),
            }),
          options,
        ),
    };
    return migrate(brief);
  }

  it('stops asking for connections while the server is away, and finds it again', async () => {
    const database = await open(engine.url, { connectTimeoutMs: 500 });
    await database.query('SELECT 1');
    await engine.stop();
    const askInVain = () => database.query('SELECT 1').catch((thrown: unknown) => thrown);
    // What the killed server has left may answer for a moment.
    await expect.poll(askInVain, { interval: 10 }).toMatchObject(UNAVAILABLE);
    const failures: unknown[] = [];
    for (let attempt = 0; attempt < 8; attempt++) failures.push(await askInVain());
    for (const failure of failures) expect(failure).toMatchObject(UNAVAILABLE);
    expect((failures.at(-1) as Error).message).toMatch(/in a row/);
    await engine.restart();
    await expect
      .poll(() => database.query('SELECT 1 AS one').catch(() => []), { timeout: 20_000 })
      .toEqual([{ one: 1 }]);
  });
});

describe.skipIf(SKIP !== undefined)(`a PostgreSQL behind TLS ${SKIP ?? ''}`, () => {
  const [authority, stranger] = [createTestAuthority(), createTestAuthority()];
  let engine: PostgresEngine;
  const open = useDatabases();
  beforeAll(async () => {
    engine = await startPostgres({ tls: authority.issue(['localhost']) });
  });
  afterAll(async () => {
    await engine?.close();
    authority.close();
    stranger.close();
  });

  /** `localhost` is a name of the certificate, 127.0.0.1 is none. */
  async function connect(host: 'localhost' | '127.0.0.1', query: string, caFile?: string) {
    const url = engine.url.replace('127.0.0.1', host);
    const database = await open(`${url}${query}`, caFile === undefined ? {} : { caFile });
    const [row] = await database.query<{ ssl: boolean }>('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
    return row!.ssl;
  }

  it.each([
    ['verify-full with the CA', 'localhost', '?sslmode=verify-full', true],
    ['a CA alone, which means verify-full', 'localhost', '', true],
    ['verify-ca, whatever the host is called', '127.0.0.1', '?sslmode=verify-ca', true],
    ['require with a CA, which means verify-ca', '127.0.0.1', '?sslmode=require', true],
    ['disable, in plain text', '127.0.0.1', '?sslmode=disable', false],
  ] as const)('is reached with %s', async (_, host, query, ssl) => {
    expect(await connect(host, query, authority.authorityFile)).toBe(ssl);
  });

  it('is reached with sslrootcert in the URL, and with require without any CA', async () => {
    const query = `?sslmode=verify-full&sslrootcert=${encodeURIComponent(authority.authorityFile)}`;
    expect(await connect('localhost', query)).toBe(true);
    expect(await connect('127.0.0.1', '?sslmode=require')).toBe(true);
    expect(await connect('127.0.0.1', '')).toBe(false);
  });

  it.each([
    ['verify-full of another host', '127.0.0.1', '?sslmode=verify-full', authority],
    ['verify-full of another CA', 'localhost', '?sslmode=verify-full', stranger],
    ['verify-ca of another CA', 'localhost', '?sslmode=verify-ca', stranger],
    ['require with another CA', 'localhost', '?sslmode=require', stranger],
  ] as const)('is refused with %s', async (_, host, query, { authorityFile }) => {
    await expect(connect(host, query, authorityFile)).rejects.toMatchObject({
      ...UNAVAILABLE,
      message: expect.stringMatching(/certificate of the database is not to be trusted/),
    });
  });

  it('is refused with verify-full and no CA of ours: the public ones did not sign it', async () => {
    await expect(connect('localhost', '?sslmode=verify-full')).rejects.toMatchObject(UNAVAILABLE);
  });
});
