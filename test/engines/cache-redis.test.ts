import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MemoryLevel } from '../../shared/cache/memory-level.ts';
import { connectRedis } from '../../shared/cache/redis-level.ts';
import type { RedisAddress } from '../../shared/cache/redis-pool.ts';
import type { TwoLevelCache } from '../../shared/cache/two-level-cache.ts';
import { warmMemory } from '../../shared/cache/warm-memory.ts';
import { createNotedCache, KIB, keyOf, textOf } from '../support/cache-parts.ts';
import { engineSkipReason, type RedisEngine, startRedis } from '../support/engines.ts';
import { createTestAuthority } from '../support/test-authority.ts';

const skipReason = engineSkipReason('redis');
const MANIFEST = keyOf('job_1', { kind: 'manifest' });
const STORED = 'tabular:1:default/';

let redis: RedisEngine;
let raw: Redis;
const open: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  if (skipReason !== undefined) return;
  redis = await startRedis();
  raw = connectRaw(redis.url);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((cache) => cache.close()));
  await raw?.flushall();
});
afterAll(async () => {
  raw?.disconnect();
  await redis?.close();
});

function connectRaw(url: string): Redis {
  const client = new Redis(url);
  // Tests stop the server behind it.
  client.on('error', () => undefined);
  return client;
}

function createCache(changes: Partial<RedisAddress> = {}, memoryBytes = 1_024 * KIB) {
  const created = createNotedCache({
    address: { url: redis.url, timeoutMs: 1_000, poolSize: 3, ...changes },
    memoryBytes,
  });
  open.push(created.cache);
  return created;
}

async function createConnected(...options: Parameters<typeof createCache>) {
  const created = createCache(...options);
  await vi.waitFor(() => created.cache.check!());
  return created;
}

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 50 });
const foundText = async (cache: TwoLevelCache, name: string) => textOf((await cache.find(keyOf(name)))?.bytes);

describe.skipIf(skipReason !== undefined)(`processes that share a Redis ${skipReason ?? ''}`, () => {
  it('find what the other one kept, for as long as it would', async () => {
    const [one, other] = [await createConnected(), await createConnected()];
    one.cache.keep(keyOf('rows'), Buffer.from('rows'));
    one.cache.keep(MANIFEST, Buffer.from('manifest'));
    await until(async () => expect((await other.cache.find(MANIFEST))?.level).toBe('redis'));
    expect(await foundText(other.cache, 'rows')).toBe('rows');
    expect((await other.cache.find(keyOf('rows')))?.level).toBe('memory');
    const [rowsMs, queryMs] = [await raw.pttl(`${STORED}rows/rows`), await raw.pttl(`${STORED}manifest/job_1`)];
    expect(rowsMs).toBeGreaterThan(3_000_000);
    expect(rowsMs).toBeLessThanOrEqual(3_600_000);
    expect(queryMs).toBeGreaterThan(200_000);
    expect(queryMs).toBeLessThanOrEqual(300_000);
  });

  it('hear what the other one forgets', async () => {
    const [one, other] = [await createConnected(), await createConnected()];
    await until(async () => expect((await raw.pubsub('NUMSUB', 'tabular:1:forgotten'))[1]).toBe(2));
    other.cache.keep(MANIFEST, Buffer.from('manifest'));
    await until(async () => expect(await one.cache.find(MANIFEST)).toBeDefined());
    await one.cache.forget(MANIFEST);
    await until(async () => expect(await other.cache.find(MANIFEST)).toBeUndefined());
  });

  it('do not believe what they read before they were away: a hint may be lost', async () => {
    const { cache, noted } = await createConnected();
    await until(async () => expect((await raw.pubsub('NUMSUB', 'tabular:1:forgotten'))[1]).toBe(1));
    cache.keep(keyOf('rows'), Buffer.from('rows'));
    cache.keep(MANIFEST, Buffer.from('manifest'));
    await redis.restart();
    await until(async () => expect(await cache.find(MANIFEST)).toBeUndefined());
    expect((await cache.find(keyOf('rows')))?.level).toBe('memory');
    expect(noted).toContain('down');
  });

  it('pay no heed to messages that are no hints', async () => {
    const { cache, noted } = await createConnected();
    await until(async () => expect((await raw.pubsub('NUMSUB', 'tabular:1:forgotten'))[1]).toBe(1));
    cache.keep(MANIFEST, Buffer.from('manifest'));
    const before = cache.forgotten;
    for (const text of ['', 'null', '[]', '{"key":1}']) await raw.publish('tabular:1:forgotten', text);
    await raw.publish('tabular:1:forgotten', '{"key":"default/rows/last"}');
    await until(() => expect(cache.forgotten).toBe(before + 1));
    expect(noted.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  it('begin with the results that were used last, not with queries', async () => {
    const { cache } = await createConnected({}, 0);
    for (const name of ['a', 'b', 'c']) {
      cache.keep(keyOf(name), Buffer.from(name));
      await until(async () => expect(await foundText(cache, name)).toBe(name));
    }
    cache.keep(MANIFEST, Buffer.from('manifest'));
    await until(async () => expect(await cache.find(MANIFEST)).toBeDefined());
    const shared = connectRedis(
      { url: redis.url, timeoutMs: 1_000, poolSize: 1 },
      { onError: () => undefined, onConnection: () => undefined },
    );
    open.push({ close: async () => shared.close() });
    await until(() => shared.check());
    expect(await shared.listRecent(2)).toEqual(['default/rows/c', 'default/rows/b']);
    const memory = new MemoryLevel(1_024 * KIB, () => 0);
    expect(await warmMemory(memory, shared)).toBe(3);
    expect([textOf(memory.find('default/rows/a')), memory.find('default/manifest/job_1')]).toEqual(['a', undefined]);
  });

  it('keep small answers to themselves', async () => {
    const { cache } = await createConnected();
    cache.keep(keyOf('cheap'), Buffer.from('x'), true);
    cache.keep(keyOf('dear'), Buffer.from('x'));
    await until(async () => expect(await raw.exists(`${STORED}rows/dear`)).toBe(1));
    expect(await raw.exists(`${STORED}rows/cheap`)).toBe(0);
    expect((await cache.find(keyOf('cheap'), true))?.level).toBe('memory');
  });

  it('have as many connections as they need, up to a bound', async () => {
    const connections = async () => Number(/connected_clients:(\d+)/.exec(await raw.info('clients'))![1]);
    const { cache } = await createConnected({ poolSize: 3 }, 0);
    await until(async () => expect((await raw.pubsub('NUMSUB', 'tabular:1:forgotten'))[1]).toBe(1));
    const before = await connections();
    const ask = () => Promise.all(Array.from({ length: 20 }, (_, at) => cache.find(keyOf(`${at}`))));
    await until(async () => {
      await ask();
      expect((await connections()) - before).toBe(2);
    });
    for (let turn = 0; turn < 50; turn++) await ask();
    expect((await connections()) - before).toBe(2);
  });
});

describe.skipIf(skipReason !== undefined)(`trouble with Redis ${skipReason ?? ''}`, () => {
  it('costs answers, and only until it is back: stopped and started', async () => {
    const { cache, noted } = await createConnected({}, 0);
    cache.keep(keyOf('a'), Buffer.from('a'));
    await until(async () => expect(await foundText(cache, 'a')).toBe('a'));
    await redis.stop();
    try {
      expect(await cache.find(keyOf('a'))).toBeUndefined();
      cache.keep(keyOf('a'), Buffer.from('a'));
      await cache.forget(keyOf('a'));
      await cache.forgetBelow(keyOf('a'));
      await expect(cache.check!()).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
      const trouble = ['down', 'error find', 'error keep', 'error forget'];
      await until(() => expect(noted).toEqual(expect.arrayContaining(trouble)));
    } finally {
      await redis.restart();
    }
    await until(async () => {
      cache.keep(keyOf('a'), Buffer.from('a'));
      expect(await foundText(cache, 'a')).toBe('a');
    });
  });

  it('costs answers, and only until it is back: frozen', async () => {
    const { cache, noted } = await createConnected({}, 0);
    cache.keep(keyOf('a'), Buffer.from('a'));
    await until(async () => expect(await foundText(cache, 'a')).toBe('a'));
    process.kill(redis.pid, 'SIGSTOP');
    try {
      for (let turn = 0; turn < 20; turn++) expect(await cache.find(keyOf('a'))).toBeUndefined();
      await expect(cache.check!()).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
    } finally {
      process.kill(redis.pid, 'SIGCONT');
    }
    expect(noted.filter((line) => line === 'error find')).toHaveLength(20);
    await until(async () => expect(await foundText(cache, 'a')).toBe('a'));
  });

  it('costs what does not fit: full', async () => {
    await raw.config('SET', 'maxmemory', '4mb');
    try {
      const { cache, noted } = await createConnected({}, 0);
      cache.keep(keyOf('first'), Buffer.from('first'));
      await until(async () => expect(await foundText(cache, 'first')).toBe('first'));
      for (let entry = 0; !noted.includes('error keep'); entry++) {
        cache.keep(keyOf(`${entry}`), Buffer.alloc(200 * KIB));
        await cache.find(keyOf(`${entry}`));
      }
      expect(await foundText(cache, 'first')).toBe('first');
      await cache.check!();
    } finally {
      await raw.config('SET', 'maxmemory', '0');
    }
  });

  it('costs everything and nothing else: a wrong password', async () => {
    const { cache, noted } = createCache({ url: redis.url.replace(redis.password, 'wrong') });
    await until(() => expect(noted).toEqual(expect.arrayContaining(['error connect', 'down'])));
    await expect(cache.check!()).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
    cache.keep(keyOf('a'), Buffer.from('a'));
    expect((await cache.find(keyOf('a')))?.level).toBe('memory');
  });

  it.each<[string, (key: string) => Promise<unknown>]>([
    ['something of another type', (key) => raw.lpush(key, 'x')],
    ['another program’s value', (key) => raw.set(key, 'x'.repeat(100))],
    ['a value of another key', async (key) => raw.copy(`${STORED}rows/other`, key)],
  ])('costs one answer: %s where ours should be', async (_name, put) => {
    const { cache, noted } = await createConnected({}, 0);
    cache.keep(keyOf('other'), Buffer.from('other'));
    await until(async () => expect(await foundText(cache, 'other')).toBe('other'));
    await put(`${STORED}rows/a`);
    expect(await cache.find(keyOf('a'))).toBeUndefined();
    expect(noted).toContain('error find');
    cache.keep(keyOf('a'), Buffer.from('a'));
    await until(async () => expect(await foundText(cache, 'a')).toBe('a'));
  });
});

describe.skipIf(skipReason !== undefined)(`a Redis behind TLS ${skipReason ?? ''}`, () => {
  it('is reached by who trusts its authority, and by nobody else', async () => {
    const authority = createTestAuthority();
    const secured = await startRedis({ tls: authority.issue() });
    try {
      const trusting = await createConnected({ url: secured.url, caFile: authority.authorityFile });
      trusting.cache.keep(keyOf('a'), Buffer.from('a'));
      const again = await createConnected({ url: secured.url, caFile: authority.authorityFile });
      await until(async () => expect(await foundText(again.cache, 'a')).toBe('a'));
      const distrusting = createCache({ url: secured.url });
      await until(() => expect(distrusting.noted).toEqual(expect.arrayContaining(['error connect', 'down'])));
      expect(distrusting.noted).not.toContain('up');
    } finally {
      await secured.close();
      authority.close();
    }
  });

  it('is not asked for with a file that cannot be read', () => {
    expect(() => createCache({ caFile: '/no/such/file' })).toThrow(
      'redis.ca_file /no/such/file cannot be read (ENOENT)',
    );
  });
});
