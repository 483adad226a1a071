import { describe, expect, it } from 'vitest';
import { backoffMs, type RetryPolicy } from '../../../shared/errors/retry-policy.ts';

const POLICY: RetryPolicy = {
  initialIntervalMs: 1_000,
  backoffCoefficient: 2,
  maximumIntervalMs: 5_000,
  maximumAttempts: 9,
};

describe('backoff', () => {
  it('doubles its bound with every failure up to the maximum', () => {
    const bounds = [1, 2, 3, 4, 50].map((failures) => backoffMs(POLICY, failures, () => 1));
    expect(bounds).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  it('is spread over the whole interval from 0', () => {
    expect(backoffMs(POLICY, 3, () => 0)).toBe(0);
    expect(backoffMs(POLICY, 3, () => 0.25)).toBe(1_000);
  });
});
