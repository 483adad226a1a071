import { describe, expect, it } from 'vitest';
import { describeConfig } from '../../../shared/config/describe-config.ts';
import { resolveConfig } from '../../../shared/config/resolve-config.ts';

describe('configuration of the cache', () => {
  it('has the bounds of its documentation', () => {
    const { redis, cache } = resolveConfig({}).config;
    expect(redis).toEqual({ pool_size: 10, timeout_seconds: 5 });
    expect(cache).toEqual({
      enabled: true,
      ttl_seconds: 3_600,
      query_ttl_seconds: 300,
      entry_bytes: 100 * 1024 ** 2,
      memory_bytes: 1_024 * 1024 ** 2,
    });
  });

  it('takes the address that others know, never prints it, and refuses what is none', () => {
    const url = 'rediss://user:hidden-password@cache:6380/2';
    const resolved = resolveConfig({ REDIS_URL: url, TABULAR_CACHE_ENABLED: 'false' });
    expect([resolved.config.redis.url, resolved.config.cache.enabled]).toEqual([url, false]);
    expect(JSON.stringify(describeConfig(resolved))).not.toContain('hidden-password');
    expect(() => resolveConfig({ REDIS_URL: 'redis://x', TABULAR_REDIS_CA_FILE: 'ca.crt' })).toThrow(/ca_file.*rediss/);
    expect(() => resolveConfig({ REDIS_URL: 'cache:6379' })).toThrow(/redis\.url.*redis:\/\/ or rediss:\/\//);
  });
});
