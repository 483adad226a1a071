import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { betaLaw } from '../../../shared/random/beta-law.ts';
import type { ContinuousLaw } from '../../../shared/random/continuous-law.ts';
import {
  binomialLaw,
  type CountingLaw,
  geometricLaw,
  negativeBinomialLaw,
  poissonLaw,
  zipfLaw,
} from '../../../shared/random/counting-laws.ts';
import { discreteLawWeights } from '../../../shared/random/discrete-law.ts';
import { normalLaw } from '../../../shared/random/distributions.ts';
import { atomsLaw, piecewiseLaw } from '../../../shared/random/empirical-law.ts';
import { gammaLaw } from '../../../shared/random/gamma-law.ts';
import { mixtureLaw } from '../../../shared/random/mixture-law.ts';
import { paretoLaw, triangularLaw, weibullLaw } from '../../../shared/random/power-laws.ts';
import { buildQuantileTable } from '../../../shared/random/quantile-table.ts';
import { roundableLaw, steppedLaw } from '../../../shared/random/rounded-counting.ts';
import { scaledLaw } from '../../../shared/random/scaled-law.ts';
import { vonMisesLaw } from '../../../shared/random/von-mises-law.ts';

type Rows = readonly (readonly [number, number, number, number])[];
const GOLDEN = JSON.parse(readFileSync('test/golden/random/laws.json', 'utf8')) as {
  readonly continuous: Record<string, Record<string, Rows>>;
  readonly discrete: Record<string, Record<string, Rows>>;
};

const CONTINUOUS: Record<string, (...shapes: number[]) => ContinuousLaw> = {
  gamma: (a) => gammaLaw(a!),
  beta: (a, b) => betaLaw(a!, b!),
  weibull_min: (c) => weibullLaw(c!),
  pareto: (b) => paretoLaw(b!),
  triang: (c) => triangularLaw(c!),
  vonmises: (kappa) => vonMisesLaw(kappa!),
};
const COUNTING: Record<string, (...shapes: number[]) => CountingLaw> = {
  poisson: (mu) => poissonLaw(mu!),
  binom: (n, p) => binomialLaw(n!, p!),
  geom: (p) => geometricLaw(p!),
  nbinom: (n, p) => negativeBinomialLaw(n!, p!),
  zipf: (a) => zipfLaw(a!, Infinity),
  zipfian: (a, n) => zipfLaw(a!, n!),
};

/** `scipy.stats.gamma(2.5, loc=1)` as name, shapes, loc and scale. */
function readCall(call: string) {
  const [, name, text] = /^scipy\.stats\.(\w+)\((.*)\)$/.exec(call)!;
  const parts = text!.split(', ').map((part) => part.split('='));
  const named = Object.fromEntries(
    parts.filter((part) => part.length === 2).map(([key, value]) => [key, Number(value)]),
  );
  const shapes = parts.filter((part) => part.length === 1).map(([value]) => Number(value));
  return { name: name!, shapes, loc: named['loc'] ?? 0, scale: named['scale'] ?? 1 };
}

function expectClose(actual: number, expected: number, relative: number, absolute = 0): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected) + absolute);
}

describe.each(Object.entries(GOLDEN.continuous))('%s', (call, tables) => {
  const { name, shapes, loc, scale } = readCall(call);
  const law = scaledLaw(CONTINUOUS[name]!(...shapes), { loc, scale });

  it('has the probabilities and quantiles of SciPy', () => {
    // SciPy's own far tails of pareto, triang and vonmises hold about 1e-15 of the whole.
    for (const [x, cdf, survival] of tables['x, cdf(x), sf(x)']!) {
      expectClose(law.cdf(x), cdf, 1e-12, 5e-15);
      expectClose(law.survival(x), survival, 1e-12, 5e-15);
    }
    for (const [p, lower, upper] of tables['p, ppf(p), isf(p)']!) {
      expectClose(law.quantileLower(p), lower, 2e-11, 1e-15);
      expectClose(law.quantileUpper(p), upper, 2e-11, 1e-15);
    }
  });

  it('has quantiles that invert its probabilities out to 2^-50', () => {
    const standard = CONTINUOUS[name]!(...shapes);
    for (let p = 0.5; p > 2 ** -50; p *= 0.37) {
      const [low, high] = [standard.quantileLower(p), standard.quantileUpper(p)];
      // Where the law crowds at a border, the border itself is the nearest number.
      if (low > 1e-290 && name !== 'pareto') expectClose(standard.cdf(low), p, 1e-11, 1e-18);
      if (high < 0.9 || (name !== 'beta' && name !== 'triang' && name !== 'vonmises'))
        expectClose(standard.survival(high), p, 1e-11, 1e-18);
    }
  });

  it('is met by its quantile table in every cell, as a share of the cell', () => {
    const { octaves, bytes } = buildQuantileTable({ lower: law.quantileLower, upper: law.quantileUpper });
    const table = new Float64Array(bytes.buffer);
    for (const [tail, probability] of [law.cdf, law.survival].entries())
      for (let octave = 0; octave < 20; octave++)
        for (let cell = 0; cell < 32; cell += 5) {
          const [c0, c1, c2, c3] = table.subarray(((tail * octaves + octave) * 32 + cell) * 4);
          const value = c0! + 0.83 * (c1! + 0.83 * (c2! + 0.83 * c3!));
          const p = 2 ** -(octave + 2) * (1 + (cell + 0.83) / 32);
          const isBorder = Math.abs(value - loc) < 1e-9 * scale || Math.abs(value - loc - scale) < 1e-6 * scale;
          if (!isBorder) expectClose(probability(value), p, 2e-6, 1e-15);
        }
  });
});

describe.each(Object.entries(GOLDEN.discrete))('%s', (call, tables) => {
  const { name, shapes, loc } = readCall(call);
  const counting = COUNTING[name]!(...shapes);
  const [rounded, stepped] = [roundableLaw(counting, loc), steppedLaw(counting, loc)];

  it('has the probabilities of SciPy, as steps and between the edges of rounding', () => {
    for (const [k, pmf, cdf, survival] of tables['k, pmf(k), cdf(k), sf(k)']!) {
      expectClose(stepped.cdf(k), cdf, 2e-12);
      expectClose(stepped.survival(k + 0.9), survival, 2e-12);
      expectClose(rounded.cdf(k + 0.5), cdf, 2e-12);
      const [, weight] = discreteLawWeights(rounded, { first: k - 1, count: 3, scale: 1 });
      expectClose(weight!, pmf, 1e-9);
    }
  });

  it('has the smallest outcome that reaches a probability as its quantile', () => {
    for (const p of [0.5, 0.3, 1e-3, 1e-9]) {
      const [low, high] = [stepped.quantileLower(p), stepped.quantileUpper(p)];
      expect([stepped.cdf(low) >= p, stepped.cdf(low - 1) < p]).toEqual([true, true]);
      if (high > 1e9) continue;
      expect([stepped.survival(high) <= p, stepped.survival(high - 1) > p]).toEqual([true, true]);
    }
  });
});

describe('laws of many outcomes', () => {
  it.each([
    ['Poisson', poissonLaw(1e9)],
    ['binomial', binomialLaw(1e9, 0.3)],
    ['negative binomial', negativeBinomialLaw(1e6, 1e-3)],
    ['Zipf', zipfLaw(1.3, Infinity)],
    ['finite Zipf', zipfLaw(0.8, 1e12)],
  ])('are inverted to 1e-9 of a probability: %s', (_name, counting) => {
    const law = roundableLaw(counting, 0);
    for (const p of [0.49, 0.2, 1e-3, 1e-8]) {
      if (p > counting.tails(counting.from + 1).lower) expectClose(law.cdf(law.quantileLower(p)), p, 1e-9);
      expectClose(law.survival(law.quantileUpper(p)), p, 1e-9);
    }
  });
});

describe('laws made of others', () => {
  const mixture = mixtureLaw([
    { law: normalLaw({ loc: -50, scale: 1 }), share: 0.3 },
    { law: atomsLaw([0], [1]), share: 0.5 },
    { law: gammaLaw(2), share: 0.2 },
  ]);

  it('add their probabilities by share', () => {
    expect(mixture.cdf(-1)).toBeCloseTo(0.3, 15);
    expect(mixture.cdf(0)).toBeCloseTo(0.8, 15);
    expectClose(mixture.survival(5), 0.2 * gammaLaw(2).survival(5), 1e-15);
  });

  it('have the quantiles of their parts, jumps and gaps included', () => {
    expect([0.31, 0.5].map((p) => mixture.quantileLower(p))).toEqual([0, 0]);
    expect([0.21, 0.4, 0.5].map((p) => mixture.quantileUpper(p))).toEqual([0, 0, 0]);
    expectClose(mixture.quantileLower(0.15), -50, 1e-14);
    expectClose(mixture.cdf(mixture.quantileLower(1e-9)), 1e-9, 1e-12);
    expectClose(mixture.survival(mixture.quantileUpper(1e-9)), 1e-9, 1e-12);
  });

  it('follow a histogram piece by piece', () => {
    const law = piecewiseLaw({ edges: [0, 1, 3, 4], weights: [1, 0, 3] });
    expect([-1, 0.5, 1, 2, 3, 3.5, 4].map((x) => law.cdf(x))).toEqual([0, 0.125, 0.25, 0.25, 0.25, 0.625, 1]);
    expect([-1, 0.5, 1, 2, 3, 3.5, 4].map((x) => law.survival(x))).toEqual([1, 0.875, 0.75, 0.75, 0.75, 0.375, 0]);
    expect([0.125, 0.25, 0.5].map((p) => law.quantileLower(p))).toEqual([0.5, 1, 3 + 1 / 3]);
    expect([0.375, 0.5].map((p) => law.quantileUpper(p))).toEqual([3.5, 3 + 1 / 3]);
  });
});
