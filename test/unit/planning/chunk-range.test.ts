import { describe, expect, it } from 'vitest';
import { chunkCount, chunkRange } from '../../../shared/planning/chunk-range.ts';

const table = (num_records: number, chunk_rows: number) => ({ index: 0, num_records, chunk_rows });

describe('chunk ranges', () => {
  it.each([
    [0, 10, 1],
    [1, 10, 1],
    [10, 10, 1],
    [11, 10, 2],
    [2 ** 53 - 1, 1, 2 ** 53 - 1],
    [2 ** 53 - 1, 3, 3002399751580331],
    [2 ** 53 - 1, 1_000, 9_007_199_254_741],
    [9_007_199_254_000_001, 1_000, 9_007_199_254_001],
    [2 ** 53 - 1, 1_048_576, 8_589_934_592],
  ])('has for %d rows by %d exactly %d chunks', (rows, chunkRows, expected) => {
    expect(chunkCount(table(rows, chunkRows))).toBe(expected);
  });

  it('covers every row once, in order', () => {
    const planned = table(1_000, 64);
    let next = 0;
    for (let index = 0; index < chunkCount(planned); index++) {
      const range = chunkRange(planned, index);
      expect([range.row_start, range.chunk_index]).toEqual([next, index]);
      next = range.row_end;
    }
    expect(next).toBe(1_000);
  });

  it('is exact beyond 2^32 rows', () => {
    const planned = table(10_000_000_001, 1_000_000);
    const last = chunkCount(planned) - 1;
    expect(chunkRange(planned, last)).toEqual({
      table: 0,
      chunk_index: 10_000,
      row_start: 10_000_000_000,
      row_end: 10_000_000_001,
    });
  });

  it('gives a table without rows one empty chunk', () => {
    expect(chunkRange(table(0, 64), 0)).toMatchObject({ row_start: 0, row_end: 0 });
  });

  it('refuses a chunk that does not exist', () => {
    expect(() => chunkRange(table(10, 10), 1)).toThrow(/invariant/);
  });
});
