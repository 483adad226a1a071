import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildAliasTable } from '../../../shared/random/alias-table.ts';

/** Probability of each code, in units of 1 / (size * 2^32), read back from the table. */
function unitsOf(weights: readonly number[]): number[] {
  const { size, bytes } = buildAliasTable(weights);
  const thresholds = new Uint32Array(bytes.buffer, 0, size);
  const aliases = new Uint16Array(bytes.buffer, 4 * size, size);
  const units = new Array<number>(size).fill(0);
  for (let code = 0; code < size; code++) {
    units[code]! += thresholds[code]!;
    units[aliases[code]!]! += 2 ** 32 - thresholds[code]!;
  }
  return units;
}

describe('buildAliasTable', () => {
  it('gives every code its share to less than one unit, for any weights', () => {
    const weight = fc.oneof(fc.nat(100), fc.double({ min: 1e-300, max: 1e300, noNaN: true }), fc.constant(0));
    const weights = fc
      .array(weight, { minLength: 1, maxLength: 300 })
      .filter((list) => list.some((value) => value > 0));
    fc.assert(
      fc.property(weights, (list) => {
        const largest = Math.max(...list);
        const sum = list.reduce((total, value) => total + value / largest, 0);
        const total = list.length * 2 ** 32;
        for (const [code, units] of unitsOf(list).entries())
          expect(Math.abs(units - (list[code]! / largest / sum) * total)).toBeLessThan(1.01);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('gives a weight of 0 nothing', () => {
    expect(unitsOf([0, 1, 0, 3, 0]).filter((units) => units === 0)).toHaveLength(3);
  });

  it('is exact where the units divide evenly', () => {
    expect(unitsOf([1, 2, 4, 1])).toEqual([2 ** 31, 2 ** 32, 2 ** 33, 2 ** 31]);
    expect(unitsOf([1e-300])).toEqual([2 ** 32]);
  });

  it('takes 65,536 codes', () => {
    const weights = Array.from({ length: 65_536 }, (_, i) => i % 3);
    expect(unitsOf(weights).every((units, code) => (units === 0) === (code % 3 === 0))).toBe(true);
  });

  it('refuses weights that are no weights', () => {
    expect(() => buildAliasTable([])).toThrow('1..65536 codes');
    expect(() => buildAliasTable([0, 0])).toThrow('one is above 0');
    expect(() => buildAliasTable([1, Infinity])).toThrow('finite');
  });
});
