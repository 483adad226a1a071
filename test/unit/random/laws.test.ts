import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ContinuousLaw } from '../../../shared/random/continuous-law.ts';
import { discreteLawWeights } from '../../../shared/random/discrete-law.ts';
import { exponentialLaw, lognormalLaw, normalLaw, uniformLaw } from '../../../shared/random/distributions.ts';
import { buildQuantileTable } from '../../../shared/random/quantile-table.ts';

interface Golden {
  readonly points: readonly { x: number; cdf: number; survival: number }[];
  readonly quantiles: readonly { p: number; lower: number; upper: number }[];
}
const GOLDEN = JSON.parse(readFileSync('test/golden/random/distributions.json', 'utf8')) as Record<string, Golden>;

const LAWS: readonly (readonly [name: string, law: ContinuousLaw])[] = [
  ['normal(loc=40, scale=12)', normalLaw({ loc: 40, scale: 12 })],
  ['lognormal(s=0.6, loc=0, scale=36315.502674246636)', lognormalLaw({ s: 0.6, loc: 0, scale: 36315.502674246636 })],
  ['lognormal(s=2, loc=-3, scale=0.5)', lognormalLaw({ s: 2, loc: -3, scale: 0.5 })],
  ['exponential(loc=5, scale=0.25)', exponentialLaw({ loc: 5, scale: 0.25 })],
  ['uniform(loc=-1, scale=4)', uniformLaw({ loc: -1, scale: 4 })],
];

function expectClose(actual: number, expected: number, relative: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe.each(LAWS)('%s', (name, law) => {
  it('has the probabilities and quantiles of SciPy', () => {
    for (const { x, cdf, survival } of GOLDEN[name]!.points) {
      expectClose(law.cdf(x), cdf, 1e-13);
      expectClose(law.survival(x), survival, 1e-13);
    }
    for (const { p, lower, upper } of GOLDEN[name]!.quantiles) {
      expectClose(law.quantileLower(p), lower, 1e-12);
      expectClose(law.quantileUpper(p), upper, 1e-12);
    }
  });

  it('is met by its quantile table everywhere', () => {
    const lower = (p: number) => law.quantileLower(p);
    const upper = (p: number) => law.quantileUpper(p);
    const { octaves, bytes } = buildQuantileTable({ lower, upper });
    const table = new Float64Array(bytes.buffer);
    for (const [tail, quantile] of [lower, upper].entries()) {
      for (let octave = 0; octave < octaves; octave++) {
        for (let cell = 0; cell < 32; cell += 3) {
          const at = ((tail * octaves + octave) * 32 + cell) * 4;
          const [c0, c1, c2, c3] = table.subarray(at, at + 4) as unknown as [number, number, number, number];
          const value = c0 + 0.83 * (c1 + 0.83 * (c2 + 0.83 * c3));
          const exact = quantile(2 ** -(octave + 2) * (1 + (cell + 0.83) / 32));
          // Relative to the distance from the law's centre, where a value is near 0.
          expect(Math.abs(value - exact)).toBeLessThan(
            1e-7 * Math.max(Math.abs(exact), Math.abs(exact - quantile(0.5))),
          );
        }
      }
    }
  });

  it('sums to one over rounded and clipped outcomes', () => {
    const weights = discreteLawWeights(law, { first: -40, count: 500, scale: 10 });
    expect(weights.every((weight) => weight >= 0)).toBe(true);
    expectClose(
      weights.reduce((sum, weight) => sum + weight, 0),
      1,
      1e-14,
    );
  });
});

describe('discreteLawWeights', () => {
  it('gives half a cell at both ends of a uniform law', () => {
    const weights = discreteLawWeights(uniformLaw({ loc: 0, scale: 1 }), { first: 0, count: 5, scale: 4 });
    expect(weights).toEqual([0.125, 0.25, 0.25, 0.25, 0.125]);
  });

  it('lumps the tails into the bounds', () => {
    const law = normalLaw({ loc: 40, scale: 12 });
    const weights = discreteLawWeights(law, { first: 18, count: 73, scale: 1 });
    expectClose(weights[0]!, law.cdf(18.5), 1e-15);
    expectClose(weights[72]!, law.survival(89.5), 1e-15);
    expectClose(weights[22]!, law.cdf(40.5) - law.cdf(39.5), 1e-15);
  });

  it('keeps the digits of far cells on both sides', () => {
    const weights = discreteLawWeights(normalLaw({ loc: 0, scale: 1 }), { first: -12, count: 25, scale: 1 });
    for (let i = 0; i < 12; i++) expectClose(weights[i]!, weights[24 - i]!, 1e-14);
  });

  it('puts everything into the nearest bound of a law that lies outside', () => {
    expect(discreteLawWeights(normalLaw({ loc: 1e6, scale: 1 }), { first: 0, count: 3, scale: 1 })).toEqual([0, 0, 1]);
    expect(discreteLawWeights(normalLaw({ loc: 5, scale: 1 }), { first: 0, count: 1, scale: 1 })).toEqual([1]);
  });
});
