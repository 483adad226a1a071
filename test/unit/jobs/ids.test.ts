import { describe, expect, it } from 'vitest';
import { makeJobId } from '../../../shared/jobs/ids.ts';

describe('job ids', () => {
  it('sort by the time they were made', () => {
    const times = [0, 1, 31, 32, 1_750_000_000_000, 1_750_000_000_001, 2 ** 50 - 1];
    const ids = times.map((time) => makeJobId(time));
    expect([...ids].sort()).toEqual(ids);
  });

  it('are safe in addresses and paths and never repeat', () => {
    const ids = Array.from({ length: 1_000 }, () => makeJobId(7));
    expect(ids.every((id) => /^job_[0-9a-hjkmnp-tv-z]{26}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(1_000);
  });
});
