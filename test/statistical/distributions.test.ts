import { describe, expect, it } from 'vitest';
import { buildAliasTable } from '../../shared/random/alias-table.ts';
import type { ContinuousLaw } from '../../shared/random/continuous-law.ts';
import { discreteLawWeights } from '../../shared/random/discrete-law.ts';
import { exponentialLaw, lognormalLaw, normalLaw } from '../../shared/random/distributions.ts';
import { buildQuantileTable } from '../../shared/random/quantile-table.ts';
import { chiSquare, chiSquareEven } from './chi-square.ts';
import { expectChance, PAGE_ROWS, Pages } from './pages.ts';

const MANY = 100_000_000;
const SOME = 10_000_000;
const pages = new Pages();
const { kernels, session, out } = pages;

const COUNTRIES = [22, 14, 8, 7, 7, 6, 5, 4, 4, 3, 3, 3, 2, 2, 2, 2, 2, 2, 1, 1];

describe('alias sampling', () => {
  it.each<[string, number[]]>([
    ['two codes', [5, 3]],
    ['20 countries', COUNTRIES],
    ['very unequal weights, some 0', [1e9, 0, 1, 1e6, 0, 1e3, 30, 1e9]],
    ['256 codes', Array.from({ length: 256 }, (_, i) => i % 7)],
  ])('draws u8 codes by their weights: %s', (name, weights) => {
    const table = session.placeTable(buildAliasTable(weights).bytes);
    const key = pages.key(name);
    const counts = new Float64Array(256);
    pages.forEach(MANY, (row) => {
      kernels.aliasCodes8(out, PAGE_ROWS, key, row, table, weights.length);
      count(counts, pages.u8(out, PAGE_ROWS));
    });
    expectWeights(counts, weights);
  });

  it('draws u16 codes by their weights', () => {
    const weights = Array.from({ length: 4_096 }, (_, i) => (i % 5) * (1 + i));
    const table = session.placeTable(buildAliasTable(weights).bytes);
    const key = pages.key('codes16');
    const counts = new Float64Array(65_536);
    pages.forEach(MANY, (row) => {
      kernels.aliasCodes16(out, PAGE_ROWS, key, row, table, weights.length);
      count(counts, pages.u16(out, PAGE_ROWS));
    });
    expectWeights(counts, weights);
  });

  it('draws 65,536 codes by their weights', () => {
    const weights = Array.from({ length: 65_536 }, (_, i) => (i % 3) + (i === 40_000 ? 65_536 : 0));
    const table = session.placeTable(buildAliasTable(weights).bytes);
    const key = pages.key('wide');
    const counts = new Float64Array(65_536);
    pages.forEach(MANY, (row) => {
      kernels.aliasCodesWide(out, PAGE_ROWS, key, row, table, weights.length);
      count(counts, pages.u16(out, PAGE_ROWS));
    });
    expectWeights(counts, weights);
  });
});

describe('even codes', () => {
  it.each([2, 1_826, 65_536])('%i codes come equally often', (size) => {
    const key = pages.key(`even ${size}`);
    const counts = new Float64Array(65_536);
    pages.forEach(MANY, (row) => {
      kernels.uniformCodes16(out, PAGE_ROWS, key, row, size);
      count(counts, pages.u16(out, PAGE_ROWS));
    });
    expect(counts.subarray(size).every((cell) => cell === 0)).toBe(true);
    expectChance(chiSquareEven(counts.subarray(0, size)));
  });

  it('come equally often from the range of each group', () => {
    const lengths = [7, 1, 300];
    const ranges = session.placeTable(Uint32Array.from(lengths.flatMap((length, i) => [1_000 * i, length])));
    const groups = session.placeTable(Uint8Array.from({ length: PAGE_ROWS }, (_, i) => i % 3));
    const key = pages.key('grouped');
    const counts = new Float64Array(65_536);
    pages.forEach(SOME, (row) => {
      kernels.groupedCodes16(out, PAGE_ROWS, key, row, groups, ranges);
      count(counts, pages.u16(out, PAGE_ROWS));
    });
    for (const [i, length] of lengths.entries()) {
      const cells = counts.subarray(1_000 * i, 1_000 * i + length);
      if (length > 1) expectChance(chiSquareEven(cells));
      expect(cells.every((cell) => cell > 0)).toBe(true);
    }
    expect(counts.filter((cell) => cell > 0)).toHaveLength(308);
  });
});

describe('booleans', () => {
  it.each([0, 2 ** -20, 0.1, 0.7, 1 - 2 ** -20, 1])(
    'are true with probability %f, and neighbours are independent',
    (p) => {
      const key = pages.key(`boolean ${p}`);
      const pairs = new Float64Array(4);
      pages.forEach(SOME, (row) => {
        kernels.booleanBytes(out, PAGE_ROWS, key, row + 1, p * 2 ** 32);
        const bytes = pages.u8(out, PAGE_ROWS);
        for (let i = 0; i < PAGE_ROWS; i += 2) pairs[2 * bytes[i]! + bytes[i + 1]!]!++;
      });
      const weights = [(1 - p) * (1 - p), (1 - p) * p, p * (1 - p), p * p];
      if (p === 0 || p === 1) expect(pairs.findIndex((cell) => cell > 0)).toBe(3 * p);
      else expectWeights(pairs, weights);
    },
  );
});

describe('bounded integers', () => {
  it.each([
    [-5, 3],
    [17_897, 1_826],
    [-1_000_000, 65_535],
  ])('of 32 bits from %i on with span %i come equally often', (low, span) => {
    const key = pages.key(`integer ${span}`);
    const counts = new Float64Array(span);
    pages.forEach(SOME, (row) => {
      kernels.uniformI32(out, PAGE_ROWS, key, row, low, span);
      const values = pages.i32(out, PAGE_ROWS);
      for (let i = 0; i < PAGE_ROWS; i++) counts[values[i]! - low]!++;
    });
    expectChance(chiSquareEven(counts));
    expect(counts.reduce((sum, cell) => sum + cell, 0)).toBe(Math.ceil(SOME / PAGE_ROWS) * PAGE_ROWS);
  });

  it('of 32 bits fill a span of 2^31 + 2^30 evenly', () => {
    const span = 3 * 2 ** 30;
    const key = pages.key('wide integer');
    const counts = new Float64Array(3 * 1_024);
    pages.forEach(SOME, (row) => {
      kernels.uniformI32(out, PAGE_ROWS, key, row, -(2 ** 31), span);
      const values = pages.i32(out, PAGE_ROWS);
      for (let i = 0; i < PAGE_ROWS; i++) counts[Math.floor((values[i]! + 2 ** 31) / 2 ** 20)]!++;
    });
    expectChance(chiSquareEven(counts));
  });

  it.each<[bigint, bigint, number]>([
    [-(2n ** 63n), 3n * 2n ** 62n, 3 * 256],
    [-7n, 2n ** 63n + 2n ** 62n, 3 * 256],
    [1_577_836_800_000n, 157_680_000_000n, 1_000],
    [0n, 5n, 5],
  ])('of 64 bits from %d on fill a span of %d evenly', (low, span, cells) => {
    const key = pages.key(`long ${span} ${low}`);
    const counts = new Float64Array(cells);
    const width = span / BigInt(cells);
    pages.forEach(2_000_000, (row) => {
      kernels.uniformI64(out, PAGE_ROWS, key, row, low, span);
      const values = pages.i64(out, PAGE_ROWS);
      for (let i = 0; i < PAGE_ROWS; i++) counts[Number(BigInt.asUintN(64, values[i]! - low) / width)]!++;
    });
    expectChance(chiSquareEven(counts));
  });

  it('of 64 bits are exact: without rejection a span of 3 * 2^62 would give every third value twice as often', () => {
    const key = pages.key('residues');
    const counts = new Float64Array(3);
    pages.forEach(1_000_000, (row) => {
      kernels.uniformI64(out, PAGE_ROWS, key, row, 0n, 3n * 2n ** 62n);
      const values = pages.i64(out, PAGE_ROWS);
      for (let i = 0; i < PAGE_ROWS; i++) counts[Number(BigInt.asUintN(64, values[i]!) % 3n)]!++;
    });
    expectChance(chiSquareEven(counts));
  });
});

describe('uniform doubles', () => {
  it.each([
    [0, 1, 4_096],
    [-3.5, 1e6, 1_000],
    // Four doubles lie in here; the upper bound is drawn for an eighth of the numbers and must be drawn anew.
    [1, 1 + 2 ** -50, 4],
  ])('fill [%d, %d) evenly', (low, high, cells) => {
    const key = pages.key(`double ${low} ${high}`);
    const counts = new Float64Array(cells + 1);
    pages.forEach(SOME, (row) => {
      kernels.uniformF64(out, PAGE_ROWS, key, row, low, high);
      const values = pages.f64(out, PAGE_ROWS);
      for (let i = 0; i < PAGE_ROWS; i++) counts[Math.floor(((values[i]! - low) / (high - low)) * cells)]!++;
    });
    expect(counts[cells]).toBe(0);
    // To nearest: the first double of four gets numbers from one side only.
    const weights = Array.from({ length: cells }, (_, i) => (cells === 4 && i === 0 ? 0.5 : 1));
    expectWeights(counts, weights);
  });
});

const LAWS: [string, ContinuousLaw][] = [
  ['normal', normalLaw({ loc: 40, scale: 12 })],
  ['lognormal', lognormalLaw({ s: 0.6, loc: 0, scale: 36_315.5 })],
  ['exponential', exponentialLaw({ loc: 5, scale: 0.25 })],
];

function placeLaw(law: ContinuousLaw) {
  const { octaves, bytes } = buildQuantileTable({
    lower: (p) => law.quantileLower(p),
    upper: (p) => law.quantileUpper(p),
  });
  return { octaves, table: session.placeTable(bytes) };
}

describe.each(LAWS)('quantile table of the %s law', (name, law) => {
  it('spreads probabilities evenly and halves them from octave to octave of both tails', () => {
    const { octaves, table } = placeLaw(law);
    const key = pages.key(name);
    const even = new Float64Array(1_000);
    const tails = [new Float64Array(64), new Float64Array(64)];
    pages.forEach(3_000_000, (row) => {
      kernels.quantileF64(out, PAGE_ROWS, key, row, table, octaves);
      const values = pages.f64(out, PAGE_ROWS);
      for (let i = 0; i < PAGE_ROWS; i++) {
        const below = law.cdf(values[i]!);
        even[Math.min(999, Math.floor(below * 1_000))]!++;
        const isUpper = below > 0.5;
        const tail = isUpper ? law.survival(values[i]!) : below;
        tails[isUpper ? 1 : 0]![Math.min(63, Math.ceil(-Math.log2(tail)))]!++;
      }
    });
    expectChance(chiSquareEven(even));
    // Octave k holds the tail probabilities [2^-k, 2^-(k-1)), k >= 2.
    const halving = Array.from({ length: 64 }, (_, k) => (k < 2 ? 0 : 2 ** -k));
    for (const tail of tails) expectWeights(tail, halving);
  });

  it('gives the exact cells when rounded and clipped', () => {
    const { octaves, table } = placeLaw(law);
    const first = Math.floor(law.quantileLower(0.05));
    const cells = Math.min(Math.ceil(law.quantileUpper(0.01)) - first + 1, 60_000);
    const weights = discreteLawWeights(law, { first, count: cells, scale: 1 });
    const key = pages.key(`${name} rounded`);
    const counts = new Float64Array(cells);
    pages.forEach(SOME, (row) => {
      kernels.quantileF64(out, PAGE_ROWS, key, row, table, octaves);
      kernels.roundToI32(out, out, PAGE_ROWS, first, first + cells - 1);
      const values = pages.i32(out, PAGE_ROWS);
      for (let i = 0; i < PAGE_ROWS; i++) counts[values[i]! - first]!++;
    });
    expectWeights(counts, weights);
  });
});

describe('a discrete law drawn as codes', () => {
  it('has the exact probabilities of its cells', () => {
    const weights = discreteLawWeights(normalLaw({ loc: 40, scale: 12 }), { first: 18, count: 73, scale: 1 });
    const table = session.placeTable(buildAliasTable(weights).bytes);
    const key = pages.key('age');
    const counts = new Float64Array(256);
    pages.forEach(MANY, (row) => {
      kernels.aliasCodes8(out, PAGE_ROWS, key, row, table, weights.length);
      count(counts, pages.u8(out, PAGE_ROWS));
    });
    expectWeights(counts, weights);
  });
});

describe('random text', () => {
  it('has every length, and every character at every place, equally often', () => {
    const alphabet = session.placeTable(Uint8Array.from({ length: 36 * 8 }, (_, i) => [1, 97 + (i >> 3)][i % 8] ?? 0));
    const key = pages.key('text');
    const lengths = new Float64Array(9);
    const places = Array.from({ length: 16 }, () => new Float64Array(36));
    pages.forEach(2_000_000, (row) => {
      const end = kernels.randomText(out, PAGE_ROWS, key, row, 8, 16, alphabet, 36);
      const bytes = pages.u8(out, end);
      for (let at = 0; at < end; ) {
        const length = bytes[at]!;
        lengths[length - 8]!++;
        for (let i = 0; i < length; i++) places[i]![bytes[at + 4 + i]! - 97]!++;
        at += 4 + length;
      }
    });
    expectChance(chiSquareEven(lengths), 'lengths');
    for (const [i, cells] of places.entries()) expectChance(chiSquareEven(cells), `place ${i}`);
  });
});

describe('uuids', () => {
  it('have fair bits but for version and variant', () => {
    const key = pages.key('uuid');
    const ones = new Float64Array(128);
    let total = 0;
    pages.forEach(1_000_000, (row) => {
      kernels.uuidV4(out, PAGE_ROWS, key, row);
      const bytes = pages.u8(out, PAGE_ROWS * 16);
      for (let i = 0; i < bytes.length; i++)
        for (let bit = 0; bit < 8; bit++) ones[(i % 16) * 8 + 7 - bit]! += (bytes[i]! >> bit) & 1;
      total += PAGE_ROWS;
    });
    const fixed = new Map([...bitsFrom(48, '0100'), ...bitsFrom(64, '10')]);
    for (const [bit, value] of fixed) expect(ones[bit], `bit ${bit}`).toBe(value * total);
    let statistic = 0;
    for (let bit = 0; bit < 128; bit++) if (!fixed.has(bit)) statistic += (2 * ones[bit]! - total) ** 2 / total;
    // 122 independent bits: chi-square; scipy.stats.chi2.isf(1e-6, 122).
    expect(statistic).toBeLessThan(211.112125442688);
  });
});

function bitsFrom(first: number, bits: string): [bit: number, value: number][] {
  return Array.from(bits, (bit, i) => [first + i, Number(bit)]);
}

function count(counts: Float64Array, codes: Uint8Array | Uint16Array): void {
  for (let i = 0; i < codes.length; i++) counts[codes[i]!]!++;
}

/** Counts follow the weights (one per cell; there may be more counts, which must be 0). */
function expectWeights(counts: Float64Array, weights: readonly number[]): void {
  expect(counts.subarray(weights.length).every((cell) => cell === 0)).toBe(true);
  const test = chiSquare(counts.subarray(0, weights.length), weights);
  if (test.degreesOfFreedom === 0) expect(test.statistic).toBe(0);
  else expectChance(test);
}
