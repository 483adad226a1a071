import { describe, expect, it } from 'vitest';
import type { AppError } from '../../../shared/errors/app-error.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';

function faults(distribution: Record<string, unknown>, members: Record<string, unknown> = {}): [string, string][] {
  try {
    normaliseSpec({ schema: { x: { kind: 'double', ...members, distribution } }, num_records: 1 }, { seed: 1 });
    return [];
  } catch (thrown) {
    return ((thrown as AppError).issues ?? []).map(({ path, code }) => [path.replace('schema.x.', ''), code]);
  }
}

describe('a distribution', () => {
  it.each<[string, Record<string, unknown>, [string, string][]]>([
    ['shape beyond its bounds', { name: 'gamma', a: 0 }, [['distribution.a', 'OUT_OF_RANGE']]],
    ['missing shape', { name: 'beta', a: 1 }, [['distribution.b', 'MISSING']]],
    ['probability of one', { name: 'geometric', p: 1 }, [['distribution.p', 'OUT_OF_RANGE']]],
    [
      'shift of a counting law that is no whole number',
      { name: 'poisson', mu: 1, loc: 0.5 },
      [['distribution.loc', 'WRONG_TYPE']],
    ],
    ['endless zipf whose sum has no end', { name: 'zipf', a: 1 }, [['distribution.a', 'OUT_OF_RANGE']]],
    ['unknown parameter', { name: 'weibull', c: 1, k: 2 }, [['distribution.k', 'UNKNOWN_KEY']]],
    ['empirical law without a form', { name: 'empirical' }, [['distribution', 'CONFLICT']]],
    [
      'empirical law of two forms',
      { name: 'empirical', values: [1], quantiles: [1, 2] },
      [['distribution', 'CONFLICT']],
    ],
    ['counts without edges', { name: 'empirical', values: [1], counts: [1] }, [['distribution', 'CONFLICT']]],
    [
      'quantiles that fall',
      { name: 'empirical', quantiles: [1, 1, 0] },
      [['distribution.quantiles[2]', 'OUT_OF_RANGE']],
    ],
    [
      'edges that stand still',
      { name: 'empirical', edges: [1, 1], counts: [1] },
      [['distribution.edges[1]', 'OUT_OF_RANGE']],
    ],
    [
      'counts that fit no edges',
      { name: 'empirical', edges: [1, 2], counts: [1, 2] },
      [['distribution.counts', 'WEIGHTS_MISMATCH']],
    ],
    [
      'weights that are all 0',
      { name: 'empirical', values: [1], weights: [0] },
      [['distribution.weights', 'WEIGHTS_SUM']],
    ],
    [
      'mixture of faults',
      { name: 'mixture', components: [{ name: 'zipf', a: 0.5 }, { name: 'normal' }], weights: [1] },
      [
        ['distribution.weights', 'WEIGHTS_MISMATCH'],
        ['distribution.components[0].a', 'OUT_OF_RANGE'],
      ],
    ],
    [
      'mixture of mixtures',
      { name: 'mixture', components: [{ name: 'mixture', components: [] }] },
      [['distribution.components[0].name', 'NOT_ONE_OF']],
    ],
  ])('with a fault is refused where it lies: %s', (_what, distribution, expected) => {
    expect(faults(distribution)).toEqual(expected);
  });

  it('of whole numbers needs a whole number within the bounds', () => {
    expect(faults({ name: 'poisson', mu: 3 }, { min: 0.2, max: 0.8 })).toEqual([['max', 'EMPTY_RANGE']]);
    expect(faults({ name: 'poisson', mu: 3 }, { min: 0.2, max: 1.8 })).toEqual([]);
  });
});
