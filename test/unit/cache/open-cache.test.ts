import { totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createCacheObserver } from '../../../shared/cache/observe-cache.ts';
import { openCache } from '../../../shared/cache/open-cache.ts';
import { createMetrics } from '../../../shared/telemetry/metrics.ts';
import { createMetricsRenderer } from '../../../shared/telemetry/prometheus-text.ts';
import { keyOf, textOf } from '../../support/cache-parts.ts';
import { configWith, createTestLog } from '../../support/generate-server.ts';

function createObserved() {
  const lines: string[] = [];
  const metrics = createMetrics(async () => createMetricsRenderer());
  return { lines, metrics, observer: createCacheObserver(metrics, createTestLog(lines)) };
}

describe('openCache', () => {
  it('opens nothing where the cache is off', async () => {
    const { observer } = createObserved();
    expect(await openCache({ config: configWith({ cache: { enabled: false } }), observer })).toBeUndefined();
  });

  it('keeps answers in memory without a Redis, counts them, and has nothing to check', async () => {
    const { observer, metrics } = createObserved();
    const cache = (await openCache({ config: configWith(), observer }))!;
    cache.keep(keyOf('a'), Buffer.from('a'));
    expect(textOf((await cache.find(keyOf('a')))?.bytes)).toBe('a');
    expect(cache.check).toBeUndefined();
    await cache.close();
    expect(await metrics.render()).toContain('tabular_cache_finds_total{kind="rows",outcome="memory"} 1');
  });

  it('takes no more than a quarter of the memory there is', async () => {
    const { observer } = createObserved();
    const memory_bytes = 16 * totalmem();
    const cache = (await openCache({
      config: configWith({ cache: { memory_bytes, entry_bytes: memory_bytes } }),
      observer,
    }))!;
    // An eighth of what was asked for would hold it.
    cache.keep(keyOf('large'), { byteLength: totalmem() / 16 } as Uint8Array<ArrayBuffer>);
    expect(cache.memoryBytes).toBe(0);
    await cache.close();
  });
});

describe('createCacheObserver', () => {
  it('says that Redis is away and why, without its address or password', () => {
    const { observer, lines } = createObserved();
    observer.onError(
      'connect',
      Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:6379'), { code: 'ECONNREFUSED' }),
    );
    observer.onConnection(false);
    observer.onError('connect', new Error('WRONGPASS invalid username-password pair or user is disabled.'));
    observer.onConnection(false);
    observer.onError('connect', new Error('something with p4ssw0rd'));
    observer.onConnection(false);
    const reasons = lines.map((line) => (JSON.parse(line) as { reason?: string }).reason);
    expect(reasons).toEqual(['ECONNREFUSED', 'WRONGPASS', undefined]);
  });
});
