import { totalmem } from 'node:os';
import type { Config } from '../config/config.ts';
import type { Cache, CacheObserver } from './cache.ts';
import { MemoryLevel } from './memory-level.ts';
import type { SharedLevel } from './shared-level.ts';
import { TwoLevelCache } from './two-level-cache.ts';
import { warmMemory } from './warm-memory.ts';

const SWEEP_MS = 60_000;
/** What the rest of the process needs comes first: a container may be smaller than the configured bound. */
const MEMORY_SHARE_MAX = 1 / 4;

export interface CacheOpening {
  readonly config: Pick<Config, 'redis' | 'cache'>;
  readonly observer: CacheObserver;
  /** Whether this process takes what was used last into its memory when it starts. */
  readonly isWarmed?: boolean;
}

/**
 * The cache that the configuration asks for, undefined where it is off. Does not wait for Redis, which is connected to
 * in the background. Throws INVALID_CONFIG for a CA file that cannot be read.
 */
export async function openCache({ config, observer, isWarmed }: CacheOpening): Promise<Cache | undefined> {
  const { redis, cache } = config;
  if (!cache.enabled) return undefined;
  const memory = new MemoryLevel(memoryBytesOf(cache), () => performance.now());
  const warm = async (shared: SharedLevel): Promise<void> => {
    await warmMemory(memory, shared).catch((error) => observer.onError('warm', error));
  };
  const { url } = redis;
  const shared =
    url === undefined ? undefined : await openRedis({ ...redis, url }, observer, isWarmed ? warm : undefined);
  const levels = new TwoLevelCache({
    memory,
    shared,
    observer,
    ttlMs: cache.ttl_seconds * 1_000,
    queryTtlMs: cache.query_ttl_seconds * 1_000,
    entryBytesMax: cache.entry_bytes,
  });
  const sweeping = setInterval(() => memory.sweep(), SWEEP_MS).unref();
  return Object.assign(levels, {
    async close() {
      clearInterval(sweeping);
      shared?.close();
    },
  });
}

async function openRedis(
  { url, ca_file, timeout_seconds, pool_size }: Config['redis'] & { readonly url: string },
  observer: CacheObserver,
  onFirstConnection: ((shared: SharedLevel) => void) | undefined,
): Promise<SharedLevel> {
  const { connectRedis } = await import('./redis-level.ts');
  const address = { url, caFile: ca_file, timeoutMs: timeout_seconds * 1_000, poolSize: pool_size };
  let isFirst = true;
  const shared = connectRedis(address, {
    onError: (error) => observer.onError('connect', error),
    onConnection(isUp) {
      observer.onConnection(isUp);
      if (!isUp || !isFirst) return;
      isFirst = false;
      onFirstConnection?.(shared);
    },
  });
  return shared;
}

function memoryBytesOf({ memory_bytes }: Config['cache']): number {
  const constrained = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.min(memory_bytes, Math.min(constrained, totalmem()) * MEMORY_SHARE_MAX);
}
