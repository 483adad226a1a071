import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accuratePower } from '../../../shared/numerics/accurate-power.ts';

type Row = readonly [x: number, y: number, power: number];
const GOLDEN = JSON.parse(readFileSync('test/golden/numerics/power.json', 'utf8')) as readonly Row[];

describe('accuratePower', () => {
  it('errs by less than 0.7 of a unit in the last place, which shows as one at most', () => {
    const errors = GOLDEN.map(([x, y, power]) => Math.abs(accuratePower(x, y) - power) / power);
    expect(Math.max(...errors)).toBeLessThanOrEqual(2 ** -52);
    expect(errors.filter((error) => error > 0).length / errors.length).toBeLessThan(0.2);
  });

  it('is exact for whole powers that a double holds', () => {
    for (let base = 2; base <= 20; base++)
      for (let exponent = 1; BigInt(base) ** BigInt(exponent) <= 2n ** 53n; exponent++)
        expect(accuratePower(-base, exponent)).toBe(Number(BigInt(-base) ** BigInt(exponent)));
  });

  it('gives the limits at the ends of its range', () => {
    expect([accuratePower(0, 0), accuratePower(NaN, 0), accuratePower(1, NaN), accuratePower(2, NaN)]).toEqual([
      1,
      1,
      1,
      NaN,
    ]);
    expect([accuratePower(0, -1), accuratePower(-0, -3), accuratePower(0, 2)]).toEqual([Infinity, -Infinity, 0]);
    expect([accuratePower(-8, 1 / 3), accuratePower(-2, 3), accuratePower(-2, 2)]).toEqual([NaN, -8, 4]);
    expect([accuratePower(10, 309), accuratePower(10, -330), accuratePower(-10, 309)]).toEqual([
      Infinity,
      0,
      -Infinity,
    ]);
    expect([accuratePower(2, 1e10), accuratePower(0.5, 1e10), accuratePower(2, 1024), accuratePower(2, -1075)]).toEqual(
      [Infinity, 0, Infinity, 0],
    );
    expect(accuratePower(1 + 2 ** -52, 2 ** 52)).toBeCloseTo(Math.E, 14);
  });
});
