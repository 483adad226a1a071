import { describe, expect, it } from 'vitest';
import { pause, type RetryMoment, retryDelayMs } from '../../../shared/client/retry-delay.ts';

const MOMENT: RetryMoment = { failures: 1, retryMs: 500, retryAfter: null, nowMs: 0, jitter: 1 };

describe('retryDelayMs', () => {
  it('doubles with every failure, up to ten seconds, times the jitter', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7].map((failures) => retryDelayMs({ ...MOMENT, failures }));
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    expect(retryDelayMs({ ...MOMENT, failures: 3, jitter: 0.25 })).toBe(500);
  });

  it('waits at least as long as the server asks, in seconds or until a date', () => {
    expect(retryDelayMs({ ...MOMENT, retryAfter: '3' })).toBe(3_500);
    expect(retryDelayMs({ ...MOMENT, retryAfter: 'Thu, 01 Jan 1970 00:00:09 GMT', nowMs: 5_000, jitter: 0 })).toBe(
      4_000,
    );
    expect(retryDelayMs({ ...MOMENT, retryAfter: 'Thu, 01 Jan 1970 00:00:09 GMT', nowMs: 50_000, jitter: 0 })).toBe(0);
    expect(retryDelayMs({ ...MOMENT, retryAfter: 'soon', jitter: 0 })).toBe(0);
  });

  it('does not wait for more than a minute', () => {
    expect(retryDelayMs({ ...MOMENT, retryAfter: '61' })).toBeUndefined();
  });
});

describe('pause', () => {
  it('ends at once with the reason of its signal', async () => {
    const stop = new AbortController();
    const paused = pause(3_600_000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(paused).rejects.toThrow('enough');
    await expect(pause(3_600_000, stop.signal)).rejects.toThrow('enough');
  });
});
