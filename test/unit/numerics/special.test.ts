import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findCrossing, findZero } from '../../../shared/numerics/find-zero.ts';
import { logGamma } from '../../../shared/numerics/gamma-function.ts';
import { incompleteBeta } from '../../../shared/numerics/incomplete-beta.ts';
import { incompleteGamma } from '../../../shared/numerics/incomplete-gamma.ts';
import { infinitePowerSum, powerSum, powerTail } from '../../../shared/numerics/power-sums.ts';
import { sine } from '../../../shared/numerics/sine.ts';
import type { Tails } from '../../../shared/numerics/tails.ts';
import { vonMisesLaw } from '../../../shared/random/von-mises-law.ts';

type Rows = readonly (readonly number[])[];
const GOLDEN = JSON.parse(readFileSync('test/golden/numerics/special.json', 'utf8')) as Record<string, Rows>;

/** The largest relative error of a table whose last column is the result; results below 1e-60 are beyond the contract. */
function largestError(name: string, compute: (row: readonly number[]) => number): number {
  return Math.max(...GOLDEN[name]!.map((row) => relativeError(compute(row), row.at(-1)!)));
}

function relativeError(actual: number, expected: number): number {
  return actual === expected || Math.abs(expected) < 1e-60 ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}

/** Of the smaller tail, since the other one is what is left of 1. */
function largestTailError(name: string, compute: (row: readonly number[]) => Tails): number {
  return Math.max(
    ...GOLDEN[name]!.map((row) => {
      const [lower, upper] = row.slice(-2) as [number, number];
      const tails = compute(row);
      return lower < upper ? relativeError(tails.lower, lower) : relativeError(tails.upper, upper);
    }),
  );
}

describe('special functions', () => {
  it('give the incomplete gamma function in both tails', () => {
    expect(largestTailError('incompleteGamma', ([a, x]) => incompleteGamma(a!, x!))).toBeLessThan(2e-13);
  });

  it('give the incomplete beta function in both tails', () => {
    expect(
      largestTailError('incompleteBeta', ([a, b, x]) => incompleteBeta(a!, b!, { x: x!, y: 1 - x! })),
    ).toBeLessThan(2e-12);
  });

  it('give the logarithm of the gamma function', () => {
    for (const [a, expected] of GOLDEN['logGamma']!)
      expect(Math.abs(logGamma(a!) - expected!)).toBeLessThan(1e-15 * Math.max(10, Math.abs(expected!)));
  });

  it('give the sine', () => {
    expect(largestError('sine', ([x]) => sine(x!))).toBeLessThan(2.3e-16);
  });

  it('give sums of powers between whole bounds', () => {
    expect(
      largestError('powerSum', ([a, low, high]) => powerSum(powerTail(a!, low!), powerTail(a!, high!))),
    ).toBeLessThan(1e-12);
  });

  it('give the zeta function of Hurwitz', () => {
    for (const [a, expected, y] of GOLDEN['zeta']!)
      expect(relativeError(infinitePowerSum(powerTail(a!, y!)), expected!)).toBeLessThan(2e-14);
  });

  it('give the distribution function of von Mises far into its tail', () => {
    expect(largestError('vonMises', ([kappa, x]) => vonMisesLaw(kappa!).cdf(x!))).toBeLessThan(1e-13);
  });

  it('agree with each other at the borders between their methods', () => {
    for (const a of [999.999, 1000.001]) {
      const [near, far] = [incompleteGamma(a, 990).lower, incompleteGamma(a, 1_090).upper];
      expect(near).toBeCloseTo(0.38, 1);
      expect(far).toBeCloseTo(0.0027, 3);
    }
    const [below, above] = [incompleteGamma(1_000, 1_010), incompleteGamma(1_000.000_000_1, 1_010)];
    expect(relativeError(below.upper, above.upper)).toBeLessThan(1e-8);
    const share = { x: 0.51, y: 0.49 };
    const [fraction, integral] = [incompleteBeta(500, 500, share), incompleteBeta(500.000_000_1, 500.000_000_1, share)];
    expect(relativeError(fraction.upper, integral.upper)).toBeLessThan(1e-8);
  });
});

describe('findZero', () => {
  it('finds the zero from any start, with slopes that are only estimates', () => {
    for (const start of [-50, 0, 3, 80])
      for (const slope of [0.3, 1, 4]) expect(findZero((x) => ({ value: x - 2, slope }), start)).toBeCloseTo(2, 8);
  });
});

describe('findZero within its bracket', () => {
  it('comes back in few steps where tangents lead away', () => {
    let calls = 0;
    // From 3 on each tangent crosses further out than the last one.
    const flattening = (x: number) => {
      calls++;
      return { value: (x - 1) / (1 + Math.abs(x - 1)), slope: 1 / (1 + Math.abs(x - 1)) ** 2 };
    };
    for (const start of [-40, 4, 50]) expect(findZero(flattening, start)).toBeCloseTo(1, 8);
    expect(calls).toBeLessThan(60);
  });
});

describe('findCrossing', () => {
  it('finds the place of a step to the last digit', () => {
    expect(findCrossing((x) => (x < Math.SQRT2 ? -0.3 : 0.7), -5, 1e9)).toBe(Math.SQRT2);
  });

  it('finds the zero of a smooth function in few steps', () => {
    let calls = 0;
    const cube = (x: number) => {
      calls++;
      return x * x * x - 2;
    };
    expect(findCrossing(cube, 0, 100)).toBeCloseTo(2 ** (1 / 3), 14);
    expect(calls).toBeLessThan(30);
  });
});
