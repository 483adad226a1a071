import { describe, expect, it } from 'vitest';
import { bindSpec, generatedValues, KERNELS } from '../../support/generated-values.ts';

type Members = Record<string, unknown>;

function values(members: Members, kernels = KERNELS.wasm()): unknown[] {
  return generatedValues(bindSpec({ schema: [{ name: 'x', ...members }], num_records: 3_000 }, kernels), 0, 3_000)[0]!;
}
const distinct = (members: Members) => [...new Set(values(members))].sort((a, b) => Number(a) - Number(b));

const MIXTURE = {
  name: 'mixture',
  components: [
    { name: 'normal', loc: -9 },
    { name: 'poisson', mu: 3 },
    { name: 'empirical', values: [0.25, 7] },
    { name: 'empirical', edges: [50, 60, 90], counts: [1, 2] },
  ],
};

describe('a law of whole numbers', () => {
  it.each<[string, Members, unknown[]]>([
    ['an integer', { kind: 'integer', max: 2 }, [0, 1, 2]],
    ['a long', { kind: 'long', min: 1, max: 2 }, [1n, 2n]],
    ['a double, between bounds that are not whole', { kind: 'double', min: 0.5, max: 2.5 }, [1, 2]],
    ['a double with decimals', { kind: 'double', max: 1, decimals: 2 }, [0, 1]],
    ['a float', { kind: 'float', max: 1 }, [0, 1]],
    ['a decimal, in units of its scale', { kind: 'decimal', scale: 2, min: '0.5', max: '2.99' }, [100n, 200n]],
  ])('stays whole and within bounds in %s', (_kind, members, expected) => {
    expect(distinct({ ...members, distribution: { name: 'poisson', mu: 1.5 } })).toEqual(expected);
  });

  it('stays whole where it has too many outcomes for codes', () => {
    for (const kind of ['integer', 'long', 'float', 'double'])
      for (const value of values({ kind, distribution: { name: 'geometric', p: 1e-5 } }))
        expect(Number(value) % 1).toBe(0);
    for (const value of values({ kind: 'decimal', scale: 3, distribution: { name: 'geometric', p: 1e-5 } }))
      expect((value as bigint) % 1_000n).toBe(0n);
  });
});

describe('an empirical law', () => {
  it('gives its single values, rounded and clipped to the column', () => {
    const distribution = { name: 'empirical', values: [2.5, 0.125, 3, -8], weights: [1, 1, 1, 1] };
    expect(distinct({ kind: 'double', distribution })).toEqual([-8, 0.125, 2.5, 3]);
    expect(distinct({ kind: 'double', min: -1, decimals: 1, distribution })).toEqual([-1, 0.1, 2.5, 3]);
    expect(distinct({ kind: 'integer', min: -1, distribution })).toEqual([-1, 0, 2, 3]);
    expect(distinct({ kind: 'decimal', scale: 1, min: -5, distribution })).toEqual([-50n, 1n, 25n, 30n]);
  });

  it('stays within its pieces', () => {
    const histogram = { name: 'empirical', edges: [0, 1, 10, 11], counts: [1, 0, 1] };
    expect(values({ kind: 'double', distribution: histogram }).some((x) => Number(x) > 1 && Number(x) < 10)).toBe(
      false,
    );
    const quantiles = { name: 'empirical', quantiles: [-5, -5, 4] };
    const drawn = values({ kind: 'float', distribution: quantiles }).map(Number);
    expect(drawn.filter((x) => x === -5).length).toBeGreaterThan(1_300);
    expect(drawn.every((x) => x >= -5 && x < 4)).toBe(true);
  });
});

describe('drawn laws', () => {
  it.each([
    ['double', MIXTURE],
    ['decimal', MIXTURE],
    ['float', { name: 'empirical', quantiles: Array.from({ length: 400 }, (_, i) => i * i) }],
    ['double', { name: 'empirical', edges: [0, 1, 5], counts: [3, 1] }],
    ['long', { name: 'poisson', mu: 1e8 }],
  ])('are the same from both kernels, for any first row: %s %#', (kind, distribution) => {
    const wasm = values({ kind, distribution });
    expect(values({ kind, distribution }, KERNELS.twin())).toEqual(wasm);
    const bound = bindSpec({ schema: [{ name: 'x', kind, distribution }], num_records: 3_000 });
    for (const start of [1, 977, 2_999]) expect(generatedValues(bound, start, 3_000)[0]).toEqual(wasm.slice(start));
  });

  it('of a mixture come from all of its parts, independently of each other', () => {
    const drawn = values({ kind: 'double', distribution: MIXTURE }).map(Number);
    const share = (holds: (x: number) => boolean) => drawn.filter(holds).length / drawn.length;
    expect(share((x) => x < -2)).toBeCloseTo(0.25, 1);
    expect(share((x) => x === 0.25)).toBeCloseTo(0.125, 1);
    expect(share((x) => x >= 60)).toBeCloseTo(1 / 6, 1);
    expect(share((x) => x >= 50 && x < 60)).toBeCloseTo(1 / 12, 1);
  });
});
