import { describe, expect, it } from 'vitest';
import { cholesky, nearestCorrelation } from '../../../shared/numerics/correlation-matrix.ts';

const product = (factor: readonly (readonly number[])[]) =>
  factor.map((row) => factor.map((other) => row.reduce((sum, value, k) => sum + value * (other[k] ?? 0), 0)));

describe('cholesky', () => {
  it('gives a lower triangle whose square is the matrix', () => {
    const matrix = [
      [1, 0.5, -0.2],
      [0.5, 1, 0.7],
      [-0.2, 0.7, 1],
    ];
    const squared = product(cholesky(matrix)!.map((row) => [...row, 0, 0].slice(0, 3)));
    for (const [i, row] of matrix.entries())
      for (const [j, value] of row.entries()) expect(squared[i]![j]).toBeCloseTo(value, 14);
  });

  it.each([
    [
      'indefinite',
      [
        [1, 0.9, -0.9],
        [0.9, 1, 0.9],
        [-0.9, 0.9, 1],
      ],
    ],
    [
      'singular',
      [
        [1, 1],
        [1, 1],
      ],
    ],
  ])('refuses a matrix that is %s', (_what, matrix) => {
    expect(cholesky(matrix)).toBeUndefined();
  });
});

describe('nearestCorrelation', () => {
  it('is the matrix of Higham 2002, section 4', () => {
    // The nearest matrix to [[1,1,0],[1,1,1],[0,1,1]] is given there to four places.
    const nearest = nearestCorrelation([
      [1, 1, 0],
      [1, 1, 1],
      [0, 1, 1],
    ]);
    expect(nearest[0]![1]).toBeCloseTo(0.7607, 4);
    expect(nearest[0]![2]).toBeCloseTo(0.1573, 4);
    expect(nearest[1]![2]).toBeCloseTo(0.7607, 4);
  });

  it('can be used as it is printed, and leaves a good matrix nearly alone', () => {
    const size = 12;
    const bad = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) => (i === j ? 1 : (i * 7 + j * 7) % 3 === 0 ? 0.95 : -0.95)),
    );
    const nearest = JSON.parse(JSON.stringify(nearestCorrelation(bad))) as number[][];
    expect(cholesky(nearest)).toBeDefined();
    expect(nearest.every((row, i) => row[i] === 1 && row.every((value, j) => value === nearest[j]![i]))).toBe(true);
    expect(
      nearestCorrelation([
        [1, 0.5],
        [0.5, 1],
      ])[0]![1],
    ).toBeCloseTo(0.5, 5);
  });
});
