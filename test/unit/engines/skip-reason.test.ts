import { afterEach, expect, it, vi } from 'vitest';
import { engineSkipReason, startRedis } from '../../support/engines.ts';

afterEach(() => vi.unstubAllEnvs());

it('turns the skip for a missing service into a failure with the same words where services are required', async () => {
  vi.stubEnv('TABULAR_ENGINES', '/nowhere');
  vi.stubEnv('PATH', '');
  vi.stubEnv('TABULAR_REQUIRE_SERVICES', '');
  const reason = 'redis is not on this machine: "npm run services -- build redis" gets it';
  expect(engineSkipReason('redis')).toBe(reason);
  vi.stubEnv('TABULAR_REQUIRE_SERVICES', '1');
  expect(engineSkipReason('redis')).toBeUndefined();
  expect(() => startRedis()).toThrow(reason);
});
