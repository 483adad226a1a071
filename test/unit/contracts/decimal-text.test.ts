import { describe, expect, it } from 'vitest';
import { parseUnscaled } from '../../../shared/contracts/decimal-text.ts';

describe('parseUnscaled', () => {
  it.each([
    [12.5, 2, 1_250n],
    ['12.50', 2, 1_250n],
    ['-0.005', 3, -5n],
    ['0.050', 2, 5n],
    [0.1, 1, 1n],
    [1e21, 0, 10n ** 21n],
    [1e-7, 7, 1n],
    [123, 0, 123n],
    ['999999999999999999', 0, 999_999_999_999_999_999n],
    [0, 18, 0n],
    [-0, 2, 0n],
  ])('gives %j at scale %d as %d', (value, scale, unscaled) => {
    expect(parseUnscaled(value, scale)).toBe(unscaled);
  });

  it.each([
    [0.125, 2],
    ['1.001', 2],
    [1e-7, 6],
    [1e-300, 15],
    [Number.POSITIVE_INFINITY, 2],
    [Number.NaN, 2],
    ['1,5', 2],
    ['', 2],
  ])('has no whole number for %j at scale %d', (value, scale) => {
    expect(parseUnscaled(value, scale)).toBeUndefined();
  });
});
