import { describe, expect, it } from 'vitest';
import { Distribution } from '../../shared/contracts/distribution.ts';
import { continuousLaw } from '../../shared/draws/continuous-laws.ts';
import { bindSpec } from '../support/generated-values.ts';
import { pageNumbers } from '../support/page-numbers.ts';
import { chiSquare, chiSquareEven } from './chi-square.ts';
import { expectChance } from './pages.ts';

const ROWS = 1_000_000;
/** Two-sided at alpha = 1e-6: scipy.stats.norm.isf(5e-7). */
const DEVIATIONS = 4.891638475698999;

const MATRIX = [
  [1, 0.8, -0.5],
  [0.8, 1, -0.1],
  [-0.5, -0.1, 1],
];

/** Values of three columns that are correlated by MATRIX. */
function correlated(columns: readonly Record<string, unknown>[]): Float64Array[] {
  const schema = columns.map((column, i) => ({ name: `x${i}`, ...column }));
  const correlations = [{ columns: schema.map(({ name }) => name), matrix: MATRIX }];
  const bound = bindSpec({ schema, num_records: ROWS, correlations }, undefined, 4);
  const values = schema.map(() => new Float64Array(ROWS));
  for (let row = 0; row < ROWS; row += bound.program.pageRows) {
    const rowCount = Math.min(bound.program.pageRows, ROWS - row);
    for (const [i, vector] of bound.emitPage({ rowStart: row, rowCount }).entries())
      values[i]!.set(pageNumbers(bound, i, vector, rowCount), row);
  }
  return values;
}

function correlation(x: Float64Array, y: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / ROWS;
  const [mx, my] = [mean(x), mean(y)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < ROWS; i++) {
    xx += (x[i]! - mx) ** 2;
    xy += (x[i]! - mx) * (y[i]! - my);
    yy += (y[i]! - my) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

function ranks(values: Float64Array): Float64Array {
  const sorted = values.toSorted();
  // Ties, which columns of doubles hardly have, share their lowest rank.
  return values.map((value) => firstAtLeast(sorted, value));
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}

const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

describe('columns joined by a Gaussian copula', () => {
  it('have exactly the correlations of the matrix where all are normal', () => {
    const values = correlated(
      [0, 5, -100].map((loc) => ({ kind: 'double', distribution: { name: 'normal', loc, scale: 3 } })),
    );
    for (const [i, j] of PAIRS) {
      const expected = MATRIX[i]![j]!;
      // Fisher's transformation: atanh r is normal with variance 1 / (n - 3).
      const distance = Math.abs(Math.atanh(correlation(values[i]!, values[j]!)) - Math.atanh(expected));
      expect(distance * Math.sqrt(ROWS - 3)).toBeLessThan(DEVIATIONS);
    }
  });

  it("have the copula's rank correlations, 6 / pi asin(r / 2), whatever their laws", () => {
    const values = correlated([
      { kind: 'double', distribution: { name: 'gamma', a: 0.7 } },
      { kind: 'double', min: -1, max: 1 },
      { kind: 'float', distribution: { name: 'pareto', b: 1.5 } },
    ]).map(ranks);
    for (const [i, j] of PAIRS) {
      const expected = (6 / Math.PI) * Math.asin(MATRIX[i]![j]! / 2);
      // Fisher's transformation with the variance of Bonett and Wright 2000: (1 + r^2 / 2) / (n - 3).
      const distance = Math.abs(Math.atanh(correlation(values[i]!, values[j]!)) - Math.atanh(expected));
      expect(distance * Math.sqrt((ROWS - 3) / (1 + expected ** 2 / 2))).toBeLessThan(DEVIATIONS);
    }
  });

  it('keep the laws of their columns', () => {
    const mixture = {
      name: 'mixture',
      components: [
        { name: 'normal', loc: -20 },
        { name: 'empirical', edges: [0, 1, 9], counts: [3, 1] },
      ],
      weights: [1, 2],
    };
    const [mixed, coded, flags] = correlated([
      { kind: 'double', distribution: mixture },
      { kind: 'category', values: ['a', 'b', 'c', 'd'], weights: [1, 0, 30, 5] },
      { kind: 'boolean', p: 0.03 },
    ]);
    const law = continuousLaw(Distribution.parse(mixture), { low: 0, high: 1 });
    const even = new Float64Array(500);
    for (const value of mixed!) even[Math.min(499, Math.floor(law.cdf(value) * 500))]!++;
    expectChance(chiSquareEven(even), 'mixture');
    expectChance(chiSquare(countsOf(coded!, 4), [1, 0, 30, 5]), 'category');
    expectChance(chiSquare(countsOf(flags!, 2), [0.97, 0.03]), 'boolean');
  });

  it('keep even ranges even, as codes, whole numbers, days and instants', () => {
    const [small, wide, at] = correlated([
      { kind: 'date', min: '2020-01-01', max: '2020-12-31' },
      { kind: 'integer', min: 1, max: 1_000_000 },
      { kind: 'datetime', min: '1970-01-01', max: '1970-04-11' },
    ]);
    expectChance(
      chiSquareEven(
        countsOf(
          small!.map((day) => day - 18_262),
          366,
        ),
      ),
      'date',
    );
    expectChance(
      chiSquareEven(
        countsOf(
          wide!.map((value) => Math.floor((value - 1) / 1_000)),
          1_000,
        ),
      ),
      'integer',
    );
    expectChance(
      chiSquareEven(
        countsOf(
          at!.map((value) => Math.floor(value / 86_400e6)),
          100,
        ),
      ),
      'datetime',
    );
  });
});

function countsOf(codes: Float64Array, size: number): Float64Array {
  const counts = new Float64Array(size);
  for (const code of codes) counts[code]!++;
  return counts;
}
