import { describe, expect, it } from 'vitest';
import { Distribution, SimpleLaw } from '../../shared/contracts/distribution.ts';
import { continuousLaw } from '../../shared/draws/continuous-laws.ts';
import type { ContinuousLaw } from '../../shared/random/continuous-law.ts';
import { bindSpec } from '../support/generated-values.ts';
import { pageNumbers } from '../support/page-numbers.ts';
import { chiSquare } from './chi-square.ts';
import { expectChance } from './pages.ts';

const ROWS = 1_000_000;
const CELLS = 400;

const LAWS: Record<string, Record<string, unknown>> = {
  normal: { name: 'normal', loc: -3, scale: 2 },
  gamma: { name: 'gamma', a: 2.5, loc: 1, scale: 3 },
  'gamma of a small shape': { name: 'gamma', a: 0.02 },
  beta: { name: 'beta', a: 0.4, b: 0.7, loc: -1, scale: 2 },
  'beta of large shapes': { name: 'beta', a: 3e5, b: 7e5 },
  weibull: { name: 'weibull', c: 0.6, scale: 5 },
  pareto: { name: 'pareto', b: 1.1 },
  triangular: { name: 'triangular', c: 0.3, scale: 7 },
  von_mises: { name: 'von_mises', kappa: 2.5 },
  poisson: { name: 'poisson', mu: 6.5 },
  'poisson of a large mean': { name: 'poisson', mu: 1e8 },
  binomial: { name: 'binomial', n: 40, p: 0.35, loc: -3 },
  'binomial of many trials': { name: 'binomial', n: 4e8, p: 0.2 },
  geometric: { name: 'geometric', p: 0.15 },
  'geometric of rare success': { name: 'geometric', p: 1e-7 },
  negative_binomial: { name: 'negative_binomial', n: 1.5, p: 0.1 },
  'negative binomial of rare success': { name: 'negative_binomial', n: 0.5, p: 1e-6 },
  zipf: { name: 'zipf', a: 1.6 },
  'zipf with an end': { name: 'zipf', a: 0.9, n: 500 },
  'zipf with a far end': { name: 'zipf', a: 1, n: 1e7 },
  values: { name: 'empirical', values: [9, -4, 2.5, 100], weights: [1, 0, 5, 3] },
  quantiles: { name: 'empirical', quantiles: [-10, -1, 0, 0, 3, 500] },
  histogram: { name: 'empirical', edges: [0, 1, 5, 6, 20], counts: [10, 1, 0, 4] },
  mixture: {
    name: 'mixture',
    components: [
      { name: 'normal', loc: -40 },
      { name: 'uniform', loc: 5, scale: 2 },
      { name: 'poisson', mu: 3 },
      { name: 'empirical', values: [0] },
      { name: 'empirical', edges: [10, 20, 30], counts: [1, 9] },
    ],
    weights: [3, 2, 2, 4, 1],
  },
};

/** The law with its steps, whatever it is. */
function exactLaw(distribution: Record<string, unknown>): ContinuousLaw {
  const isMixture = distribution['name'] === 'mixture';
  const law = isMixture ? distribution : { name: 'mixture', components: [SimpleLaw.parse(distribution)] };
  return continuousLaw(Distribution.parse(law), { low: 0, high: 1 });
}

/** Counts values between quantiles of equal steps and compares them with the law's own probabilities of these cells. */
function expectLaw(members: Record<string, unknown>, law: ContinuousLaw, round: (value: number) => number): void {
  const edges = Float64Array.from({ length: CELLS - 1 }, (_, i) => {
    const p = (i + 1) / CELLS;
    return round(p <= 0.5 ? law.quantileLower(p) : law.quantileUpper(1 - p));
  });
  const below = [0, ...edges, Infinity].map((edge, i) => (i === 0 ? 0 : law.cdf(edge)));
  const counts = new Float64Array(CELLS);
  const bound = bindSpec({ schema: [{ name: 'value', ...members }], num_records: ROWS });
  for (let row = 0; row < ROWS; row += bound.program.pageRows) {
    const rowCount = Math.min(bound.program.pageRows, ROWS - row);
    const [vector] = bound.emitPage({ rowStart: row, rowCount });
    for (const value of pageNumbers(bound, 0, vector!, rowCount)) counts[firstAtLeast(edges, value)]!++;
  }
  const weights = Array.from(counts, (_, i) => Math.max(0, (below[i + 1] ?? 1) - (below[i] ?? 1)));
  const test = chiSquare(counts, weights);
  if (test.degreesOfFreedom === 0) expect(test.statistic).toBe(0);
  else expectChance(test);
}

/** The first edge at or above `value`: its cell. */
function firstAtLeast(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle]! >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}

describe.each(Object.entries(LAWS))('%s', (_name, distribution) => {
  const law = exactLaw(distribution);

  it('is what a double column draws', () => {
    expectLaw({ kind: 'double', distribution }, law, (value) => value);
  });

  it('is what a long column draws, rounded', () => {
    const cell = (value: number) => Math.round(value) + 0.5;
    // The only value that lies half-way between two whole numbers, 2.5, is rounded down, to even.
    expectLaw({ kind: 'long', distribution }, law, cell);
  });
});
