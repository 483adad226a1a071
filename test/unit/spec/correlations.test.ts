import { describe, expect, it } from 'vitest';
import type { AppError } from '../../../shared/errors/app-error.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';

const SCHEMA = {
  a: 'double',
  b: 'integer[1:9]',
  c: 'category(x,y)',
  u: { kind: 'integer', unique: true },
  t: 'string',
};
const PAIR = [
  [1, 0.5],
  [0.5, 1],
];

function issues(correlations: unknown) {
  try {
    normaliseSpec({ schema: SCHEMA, num_records: 10, correlations }, { seed: 1 });
    return [];
  } catch (thrown) {
    return (thrown as AppError).issues ?? [];
  }
}
const codes = (correlations: unknown) => issues(correlations).map(({ path, code }) => [path, code]);

describe('correlations', () => {
  it('are kept as written', () => {
    const correlations = [{ columns: ['c', 'a'], matrix: PAIR }];
    const spec = normaliseSpec({ schema: SCHEMA, num_records: 1, correlations }, { seed: 1 });
    expect(spec.tables[0]!.correlations).toEqual(correlations);
  });

  it.each<[string, unknown, [string, string][]]>([
    ['no list', { columns: ['a', 'b'] }, [['correlations', 'WRONG_TYPE']]],
    ['a missing matrix', [{ columns: ['a', 'b'] }], [['correlations[0].matrix', 'MISSING']]],
    ['an unknown column', [{ columns: ['a', 'z'], matrix: PAIR }], [['correlations[0].columns[1]', 'UNKNOWN_COLUMN']]],
    ['a kind without order', [{ columns: ['a', 't'], matrix: PAIR }], [['correlations[0].columns[1]', 'CONFLICT']]],
    ['a unique column', [{ columns: ['u', 'a'], matrix: PAIR }], [['correlations[0].columns[0]', 'CONFLICT']]],
    [
      'a column in two correlations',
      [
        { columns: ['a', 'b'], matrix: PAIR },
        { columns: ['c', 'a'], matrix: PAIR },
      ],
      [['correlations[1].columns[1]', 'CONFLICT']],
    ],
    ['too few rows', [{ columns: ['a', 'b'], matrix: [[1, 0]] }], [['correlations[0].matrix', 'OUT_OF_RANGE']]],
    ['a short row', [{ columns: ['a', 'b'], matrix: [[1, 0], [0]] }], [['correlations[0].matrix', 'OUT_OF_RANGE']]],
    [
      'a diagonal that is not 1',
      [
        {
          columns: ['a', 'b'],
          matrix: [
            [1, 0],
            [0, 0.9],
          ],
        },
      ],
      [['correlations[0].matrix[1][1]', 'OUT_OF_RANGE']],
    ],
    [
      'no symmetry',
      [
        {
          columns: ['a', 'b'],
          matrix: [
            [1, 0.2],
            [0.3, 1],
          ],
        },
      ],
      [['correlations[0].matrix[0][1]', 'OUT_OF_RANGE']],
    ],
    [
      'a number beyond 1',
      [
        {
          columns: ['a', 'b'],
          matrix: [
            [1, 2],
            [2, 1],
          ],
        },
      ],
      [
        ['correlations[0].matrix[0][1]', 'OUT_OF_RANGE'],
        ['correlations[0].matrix[1][0]', 'OUT_OF_RANGE'],
      ],
    ],
  ])('with a fault are refused where it lies: %s', (_what, correlations, expected) => {
    expect(codes(correlations)).toEqual(expected);
  });

  it('that no numbers can have are refused with the nearest ones that some can', () => {
    const matrix = [
      [1, 1, 0],
      [1, 1, 1],
      [0, 1, 1],
    ];
    const [issue] = issues([{ columns: ['a', 'b', 'c'], matrix }]);
    const nearest = JSON.parse(/\[\[.*\]\]/.exec(issue!.remedy!)![0]) as number[][];
    expect(nearest[0]![1]).toBeCloseTo(0.7607, 4);
    expect(codes([{ columns: ['a', 'b', 'c'], matrix: nearest }])).toEqual([]);
  });
});
