import { describe, expect, it } from 'vitest';
import { domainSize } from '../../shared/patterns/domain-size.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { bindSpec, generatedValues, KERNELS } from '../support/generated-values.ts';

interface Case {
  readonly members: Record<string, unknown>;
  /** Values of the domain. */
  readonly size: number;
}

/** Small domains: every value must come. */
const SMALL: readonly Case[] = [
  { members: { kind: 'integer', min: -3, max: -3 }, size: 1 },
  { members: { kind: 'integer', min: -500, max: 499 }, size: 1_000 },
  { members: { kind: 'long', min: '9223372036854775000', max: '9223372036854775807' }, size: 808 },
  { members: { kind: 'decimal', precision: 5, scale: 2, min: 0, max: '20.47' }, size: 2_048 },
  { members: { kind: 'decimal', precision: 18, scale: 3, min: '-0.5', max: '0.5' }, size: 1_001 },
  { members: { kind: 'date', min: '1970-01-01', max: '1970-12-31' }, size: 365 },
  { members: { kind: 'time', min: '08:00', max: '08:00:00.000777' }, size: 777 },
  { members: { kind: 'datetime', unit: 'ms', min: '2024-01-01', max: '2024-01-01T00:00:01Z' }, size: 1_000 },
  { members: { kind: 'category', values: ['a', 'b', 'c', 'ö', ''] }, size: 5 },
  { members: { kind: 'category', values: Array.from({ length: 300 }, (_, i) => `value ${i}`) }, size: 300 },
  { members: { kind: 'string', min_length: 3, max_length: 3, alphabet: '0123456789' }, size: 1_000 },
  { members: { kind: 'string', min_length: 0, max_length: 4, alphabet: 'aé€😀' }, size: 341 },
  { members: { kind: 'string', min_length: 0, max_length: 5, alphabet: 'x' }, size: 6 },
  { members: { kind: 'string', pattern: '([a-c]{2,3}|\\d)-x?' }, size: 92 },
  { members: { kind: 'binary', min_length: 0, max_length: 1 }, size: 257 },
];

/** Domains that no table exhausts. */
const LARGE: readonly Record<string, unknown>[] = [
  { kind: 'long', min: '100000000000000000', max: '999999999999999999' },
  { kind: 'long', min: '-9223372036854775808', max: '9223372036854775807' },
  { kind: 'datetime' },
  { kind: 'string' },
  { kind: 'string', min_length: 0, max_length: 200, alphabet: 'ab' },
  { kind: 'string', min_length: 30, max_length: 40, alphabet: 'aé€😀' },
  { kind: 'uuid' },
  { kind: 'uuid', version: 7 },
  { kind: 'binary', min_length: 0, max_length: 40 },
  { kind: 'string', pattern: '(\\w{1,9}\\.){1,3}[01]{70}' },
];

function unique(members: Record<string, unknown>, rows: number, null_rate = 0) {
  return { schema: [{ name: 'column', unique: true, null_rate, ...members }], num_records: rows };
}

describe.each(SMALL)('a unique column of $members', ({ members, size }) => {
  it('has every value of its domain once, under any seed', () => {
    for (const seed of [1, 2, 3]) {
      const [values] = generatedValues(bindSpec(unique(members, size), KERNELS.wasm(), seed), 0, size);
      expect(new Set(values).size).toBe(size);
    }
    const [column] = normaliseSpec(unique(members, size), { seed: 1 }).tables[0]!.columns;
    expect(domainSize(column!)).toBe(BigInt(size));
  });

  it('is refused for one row more, with the numbers', () => {
    expect(() => normaliseSpec(unique(members, size + 1), { seed: 1 })).toThrow(
      `the domain holds ${size} values, the table has ${size + 1} rows`,
    );
  });
});

describe.each([...SMALL.map(({ members }) => members), ...LARGE])('a unique column of %j', (members) => {
  const rows = Math.min(Number(smallSize(members) ?? 3_000), 3_000);

  it('repeats no value, keeps its order whatever the chunking and where rows are null', () => {
    const bound = bindSpec(unique(members, rows));
    const [whole] = generatedValues(bound, 0, rows);
    expect(new Set(whole).size).toBe(rows);
    for (const start of [1, 64, 257]) expect(generatedValues(bound, start, rows)[0]).toEqual(whole!.slice(start));
    const [some] = generatedValues(bindSpec(unique(members, rows, 0.3)), 0, rows);
    expect(some!.map((value, row) => value ?? whole![row])).toEqual(whole);
  });

  it('gives the same rows from both kernels', () => {
    const [wasm, twin] = [KERNELS.wasm(), KERNELS.twin()].map((kernels) =>
      generatedValues(bindSpec(unique(members, rows), kernels), 2 ** 33 - 100, 2 ** 33 + 100),
    );
    expect(twin).toEqual(wasm);
  });
});

function smallSize(members: Record<string, unknown>): number | undefined {
  return SMALL.find((small) => small.members === members)?.size;
}

describe('unique', () => {
  it.each([
    [{ kind: 'integer', distribution: { name: 'normal' } }, 'distribution', 'CONFLICT'],
    [{ kind: 'category', values: ['a', 'b'], weights: [1, 2] }, 'weights', 'CONFLICT'],
    [{ kind: 'double' }, 'unique', 'UNKNOWN_KEY'],
    [{ kind: 'string', pattern: 'a|[ab]' }, 'pattern', 'AMBIGUOUS_PATTERN'],
    [{ kind: 'string', pattern: '[a-z]{3000}x?' }, 'pattern', 'AMBIGUOUS_PATTERN'],
    [{ kind: 'string', pattern: '[a-' }, 'pattern', 'BAD_PATTERN'],
    [{ kind: 'string', pattern: '[a-z]', min_length: 3 }, 'min_length', 'CONFLICT'],
    [{ kind: 'long', min: 5, max: 1 }, 'max', 'EMPTY_RANGE'],
  ])('is refused where it makes no sense: %j', (members, member, code) => {
    const refused = expect(() => normaliseSpec(unique(members, 2), { seed: 1 }));
    refused.toThrow(
      expect.objectContaining({ issues: [expect.objectContaining({ path: `schema[0].${member}`, code })] }),
    );
  });

  it('draws the lengths evenly where so many characters come first that they tell all rows apart', () => {
    const members = { kind: 'string', min_length: 60, max_length: 64, alphabet: '01' };
    const [texts] = generatedValues(bindSpec(unique(members, 20_000)), 0, 20_000);
    const counts = [60, 61, 62, 63, 64].map((length) => texts!.filter((text) => String(text).length === length).length);
    // Binomial, p = 0.2: 4.89 standard deviations (two-sided alpha 1e-6, scipy.stats.norm.isf(5e-7)) are 276.7.
    for (const count of counts) expect(Math.abs(count - 4_000)).toBeLessThan(276.7);
    expect(new Set(texts!.map((text) => String(text).slice(0, 53))).size).toBe(20_000);
  });
});
