import { afterAll, beforeAll, vi } from 'vitest';
import { createNotedCache, KIB } from '../support/cache-parts.ts';
import { engineSkipReason, type RedisEngine, startRedis } from '../support/engines.ts';
import { runCacheConformance } from './cache-suite.ts';

const skipReason = engineSkipReason('redis');
let redis: RedisEngine | undefined;
beforeAll(async () => {
  if (skipReason === undefined) redis = await startRedis({ settings: { databases: '64' } });
});
afterAll(() => redis?.close());

let databases = 0;

/** In a database of its own, which is empty. */
async function createOnRedis(memoryBytes: number) {
  const url = `${redis!.url}/${databases++}`;
  const { cache } = createNotedCache({ address: { url, timeoutMs: 5_000, poolSize: 3 }, memoryBytes });
  await vi.waitFor(() => cache.check!());
  return cache;
}

runCacheConformance({ name: 'memory', create: async () => createNotedCache().cache });
runCacheConformance({ name: 'Redis', skipReason, create: () => createOnRedis(0) });
runCacheConformance({ name: 'memory and Redis', skipReason, create: () => createOnRedis(1_024 * KIB) });
