import type { CacheKey, CacheObserver } from '../../shared/cache/cache.ts';
import { MemoryLevel } from '../../shared/cache/memory-level.ts';
import { connectRedis } from '../../shared/cache/redis-level.ts';
import type { RedisAddress } from '../../shared/cache/redis-pool.ts';
import { TwoLevelCache } from '../../shared/cache/two-level-cache.ts';

export const KIB = 1_024;

export interface NotedCache {
  readonly cache: TwoLevelCache;
  /** What the cache told its observer: `find rows miss`, `error keep`, `up`, `down`. */
  readonly noted: string[];
}

/** A cache with bounds of its own and a clock that only `now` moves; with an address on a Redis, too. */
export function createNotedCache({
  address,
  memoryBytes = 1_024 * KIB,
  now = () => 0,
}: {
  readonly address?: RedisAddress;
  readonly memoryBytes?: number;
  readonly now?: () => number;
} = {}): NotedCache {
  const noted: string[] = [];
  const observer: CacheObserver = {
    onFind: (kind, outcome) => noted.push(`find ${kind} ${outcome}`),
    onError: (operation) => noted.push(`error ${operation}`),
    onConnection: (isUp) => noted.push(isUp ? 'up' : 'down'),
  };
  const cache = new TwoLevelCache({
    memory: new MemoryLevel(memoryBytes, now),
    shared: address && connectRedis(address, { ...observer, onError: () => observer.onError('connect', undefined) }),
    observer,
    ttlMs: 3_600_000,
    queryTtlMs: 300_000,
    entryBytesMax: 256 * KIB,
  });
  return { cache, noted };
}

/** A key of rows, or of something else. */
export function keyOf(name: string, changes: Partial<CacheKey> = {}): CacheKey {
  return { tenantId: 'default', kind: 'rows', name, ...changes };
}

export const textOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();
