import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundDecimal } from '../../../shared/numerics/round-decimal.ts';

describe('roundDecimal', () => {
  it.each([
    [1.005, 2, 1.01],
    [-1.005, 2, -1.01],
    [2.5, 0, 3],
    [0.49999999999999994, 0, 0],
    [0.285, 2, 0.29],
    [1.495, 2, 1.5],
    [313600344362.4407, 4, 313600344362.4407],
    [1.4949999999999997, 2, 1.49],
    [-523058255982.75385, 4, -523058255982.7539],
    [1250, -2, 1300],
    [49.999, -2, 0],
    [1e21, 2, 1e21],
    [1.5, 30, 1.5],
    [1.5, -30, 0],
    [4.35, 1.9, 4.4],
    [5e-324, 3, 0],
  ])('%d to %d places is %d', (x, places, expected) => {
    expect(roundDecimal(x, places) + 0).toBe(expected);
  });

  it('is what rounding the printed digits gives', () => {
    const numbers = fc.oneof(
      fc.double({ min: -1e12, max: 1e12, noNaN: true }),
      fc
        .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 9 }))
        .map(([digits, places]) => digits / 10 ** places),
    );
    fc.assert(
      fc.property(numbers, fc.integer({ min: -3, max: 6 }), (x, places) => {
        expect(roundDecimal(x, places) + 0).toBe(roundPrinted(x, places) + 0);
      }),
      { numRuns: 20_000 },
    );
  });
});

/** Half away from zero on the decimal digits, in whole numbers. */
function roundPrinted(x: number, places: number): number {
  const [mantissa, exponent] = Math.abs(x).toExponential().split('e') as [string, string];
  const digits = mantissa.replace('.', '');
  const shift = Number(exponent) - (digits.length - 1) + places;
  const scaled = shift >= 0 ? BigInt(digits) * 10n ** BigInt(shift) : (BigInt(digits) * 10n) / 10n ** BigInt(-shift);
  const whole = shift >= 0 ? scaled : (scaled + 5n) / 10n;
  return Math.sign(x) * Number(`${whole}e${-places}`);
}
