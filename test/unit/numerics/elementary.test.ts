import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exp, expm1 } from '../../../shared/numerics/exp.ts';
import { log, log1p } from '../../../shared/numerics/log.ts';
import { normalCdf, normalQuantile, normalSurvival } from '../../../shared/numerics/normal.ts';

type Table = readonly (readonly [x: number, y: number])[];
const GOLDEN = JSON.parse(readFileSync('test/golden/numerics/elementary.json', 'utf8')) as Record<string, Table>;

/** One unit in the last place is at most this part of a value. */
const ULP = 2 ** -52;

function largestRelativeError(name: string, compute: (x: number) => number): number {
  return Math.max(
    ...GOLDEN[name]!.map(([x, y]) => (compute(x) === y ? 0 : Math.abs(compute(x) - y) / Math.max(Math.abs(y), 5e-308))),
  );
}

describe('elementary functions', () => {
  it.each([
    ['exp', exp],
    ['expm1', expm1],
    ['log', log],
    ['log1p', log1p],
  ] as const)('%s errs by less than one unit in the last place', (name, compute) => {
    expect(largestRelativeError(name, compute)).toBeLessThan(ULP);
  });

  it.each([
    ['normalCdf', normalCdf],
    ['normalQuantile', normalQuantile],
  ] as const)('%s errs by less than 1e-15 of its value', (name, compute) => {
    expect(largestRelativeError(name, compute)).toBeLessThan(1e-15);
  });

  it('gives the limits at the ends of its range', () => {
    expect([exp(-Infinity), exp(Infinity), exp(710), exp(-746)]).toEqual([0, Infinity, Infinity, 0]);
    expect([expm1(-Infinity), expm1(Infinity), expm1(-50)]).toEqual([-1, Infinity, -1]);
    expect([log(0), log(Infinity), log(-1), log(1)]).toEqual([-Infinity, Infinity, NaN, 0]);
    expect([log1p(-1), log1p(Infinity), log1p(-2), log1p(0)]).toEqual([-Infinity, Infinity, NaN, 0]);
    expect([normalCdf(-40), normalCdf(40), normalSurvival(40)]).toEqual([0, 1, 0]);
    expect([exp(NaN), expm1(NaN), log(NaN), log1p(NaN)]).toEqual([NaN, NaN, NaN, NaN]);
  });
});
