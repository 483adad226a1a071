import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsUpTo } from '../../../shared/relations/children-draws.ts';

function rowsOf(parents: number, total: number): number[] {
  const rule = { name: 'owning', children: { min: 1, max: 1, distribution: { name: 'uniform' }, total } } as const;
  return Array.from({ length: parents }, (_, i) => rowsUpTo(i + 1, rule, parents) - rowsUpTo(i, rule, parents));
}

describe('a fixed total among parents of one draw each', () => {
  it('gives every parent as many rows as any other, or one more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 2_000 }), (parents, total) => {
        const rows = rowsOf(parents, total);
        expect(rows.reduce((sum, count) => sum + count, 0)).toBe(total);
        expect(Math.max(...rows) - Math.min(...rows)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300, seed: 20_260_105 },
    );
  });

  it('of as many rows as parents gives one each', () => {
    expect(new Set(rowsOf(200, 200))).toEqual(new Set([1]));
  });
});
