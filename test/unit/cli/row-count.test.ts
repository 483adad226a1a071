import { describe, expect, it } from 'vitest';
import { parseRowCount } from '../../../scripts/tabular/row-count.ts';

describe('parseRowCount', () => {
  it.each([
    ['0', 0],
    ['5000', 5_000],
    ['10k', 10_000],
    ['10m', 10_000_000],
    ['10M', 10_000_000],
    ['2.5m', 2_500_000],
    ['1g', 1_000_000_000],
    ['1e6', 1_000_000],
    ['10_000', 10_000],
    ['9007199254740991', 9_007_199_254_740_991],
  ])('reads %s as %i', (text, count) => {
    expect(parseRowCount('rows', text)).toBe(count);
  });

  it.each(['', '-1', '1.5', '10x', 'ten', '9007199254740992', '1e300', '_5', '10 m', '0x10'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseRowCount('rows', text)).toThrow(/^--rows .*: expected a whole number of rows like/);
    },
  );
});
