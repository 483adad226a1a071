import { describe, expect, it } from 'vitest';
import { bindSpec, generatedValues, KERNELS } from '../../support/generated-values.ts';

const SCHEMA = [
  { name: 'real', kind: 'double', distribution: { name: 'gamma', a: 2 } },
  { name: 'flag', kind: 'boolean', p: 0.3, null_rate: 0.2 },
  { name: 'small', kind: 'integer', min: 1, max: 9 },
  { name: 'between', kind: 'uuid' },
  { name: 'wide', kind: 'long', min: '-9223372036854775808', max: '9223372036854775807' },
  { name: 'city', kind: 'category', values: ['a', 'b', 'c'], weights: [5, 0, 1] },
  { name: 'day', kind: 'date' },
  { name: 'at', kind: 'datetime', unit: 'ms' },
  { name: 'price', kind: 'decimal', min: 0, max: 99, distribution: { name: 'lognormal', s: 1 } },
  { name: 'visits', kind: 'integer', distribution: { name: 'poisson', mu: 1e8 } },
  { name: 'narrow', kind: 'float', min: -1, max: 1 },
];
const NAMES = SCHEMA.map(({ name }) => name).filter((name) => name !== 'between');

/** Equal correlations of `share` between all columns named. */
const equal = (columns: readonly string[], share: number) => ({
  columns,
  matrix: columns.map((_, i) => columns.map((_, j) => (i === j ? 1 : share))),
});
const document = (correlations: unknown, schema: unknown = SCHEMA) => ({ schema, num_records: 5_000, correlations });

describe('correlated columns', () => {
  it('are the same from both kernels and for any first row', () => {
    const spec = document([equal(NAMES, 0.4)]);
    const whole = generatedValues(bindSpec(spec), 0, 5_000);
    expect(generatedValues(bindSpec(spec, KERNELS.twin()), 0, 5_000)).toEqual(whole);
    for (const start of [1, 2_049, 4_999])
      expect(generatedValues(bindSpec(spec), start, 5_000)).toEqual(whole.map((column) => column.slice(start)));
  });

  it('stay within their bounds and never take what has weight 0', () => {
    const columns = generatedValues(bindSpec(document([equal(NAMES, 0.9)])), 0, 5_000);
    const byName = new Map(SCHEMA.map(({ name }, index) => [name, columns[index]!]));
    expect(new Set(byName.get('city'))).toEqual(new Set(['a', 'c']));
    expect(new Set(byName.get('small'))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect(byName.get('price')!.every((value) => (value as bigint) >= 0n && (value as bigint) <= 9_900n)).toBe(true);
    expect(byName.get('narrow')!.every((value) => Number(value) >= -1 && Number(value) < 1)).toBe(true);
    expect(byName.get('visits')!.every((value) => Number.isInteger(value))).toBe(true);
  });

  it('rise together at a correlation of nearly 1, whatever their kinds', () => {
    const columns = generatedValues(bindSpec(document([equal(NAMES, 0.999999)])), 0, 3_000);
    const index = (name: string) => SCHEMA.findIndex((column) => column.name === name);
    const order = [...columns[index('real')]!.keys()].sort(
      (a, b) => Number(columns[index('real')]![a]) - Number(columns[index('real')]![b]),
    );
    for (const name of ['small', 'wide', 'day', 'at', 'price', 'visits', 'narrow']) {
      const values = order.map((row) => Number(columns[index(name)]![row]));
      const [low, middle, high] = [values.slice(0, 500), values.slice(1_250, 1_750), values.slice(-500)];
      expect(Math.max(...low), name).toBeLessThanOrEqual(Math.min(...middle));
      expect(Math.max(...middle), name).toBeLessThanOrEqual(Math.min(...high));
    }
  });

  it('leave nulls, other columns and columns listed before them as they are', () => {
    const alone = generatedValues(bindSpec(document([equal(['real', 'small'], 0.5)])), 0, 1_000);
    const more = generatedValues(bindSpec(document([equal(['real', 'small', 'flag'], 0.5)])), 0, 1_000);
    const plain = generatedValues(bindSpec(document(undefined)), 0, 1_000);
    const kept = SCHEMA.map(({ name }) => name).flatMap((name, i) => (name === 'flag' ? [] : [i]));
    for (const i of kept) expect(more[i]).toEqual(alone[i]);
    expect(alone[3]).toEqual(plain[3]);
    expect(more[1]!.map((value) => value === null)).toEqual(plain[1]!.map((value) => value === null));
  });

  it('have the values of their laws where these jump and have gaps', () => {
    const distribution = {
      name: 'mixture',
      components: [
        { name: 'empirical', values: [0] },
        { name: 'normal', loc: 100 },
        { name: 'empirical', edges: [200, 201, 300, 301], counts: [1, 0, 1] },
      ],
      weights: [5, 2, 3],
    };
    const schema = [
      { name: 'x', kind: 'double', distribution },
      { name: 'y', kind: 'double' },
    ];
    const values = generatedValues(bindSpec(document([equal(['x', 'y'], -0.5)], schema)), 0, 5_000)[0]!.map(Number);
    const isAllowed = (x: number) => x === 0 || (x > 94 && x < 106) || (x >= 200 && x <= 201) || (x >= 300 && x <= 301);
    expect(values.filter((x) => !isAllowed(x))).toEqual([]);
    expect(values.filter((x) => x === 0).length / 5_000).toBeCloseTo(0.5, 1);
  });
});
