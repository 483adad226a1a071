import { describe, expect, it } from 'vitest';
import { chiSquareEven, criticalValue } from './chi-square.ts';
import { expectChance, PAGE_ROWS, Pages } from './pages.ts';

const DRAWS = 100_000_000;
const pages = new Pages();

/** Where a pair of streams takes its hashes from. */
interface Stream {
  readonly name: string;
  readonly seed?: number;
  readonly draw?: number;
  readonly rowShift?: number;
}

function hashPage(address: number, { draw = 0, rowShift = 0 }: Stream, key: number, row: number): Uint8Array {
  pages.kernels.hashes(address, PAGE_ROWS, key, draw, row + rowShift);
  return pages.u8(address, PAGE_ROWS * 8);
}

/** Bytes of the hash that are compared: the lowest, one next to the middle on either side, the highest. */
const BYTES = [0, 3, 4, 7];

describe('one stream', () => {
  it.each([
    ['rows from 0', 0],
    ['rows beyond 2^32', 2 ** 32 + 12_345],
    ['rows beyond 2^52', 2 ** 52 + 1],
  ])('fills the 16-bit cells of all four quarters evenly (%s)', (_what, rowShift) => {
    const counts = [0, 1, 2, 3].map(() => new Uint32Array(65_536));
    const key = pages.key('cells');
    pages.forEach(DRAWS, (row) => {
      pages.kernels.hashes(pages.out, PAGE_ROWS, key, 0, row + rowShift);
      countQuarters(counts, pages.u16(pages.out, PAGE_ROWS * 4));
    });
    for (const [quarter, cells] of counts.entries()) expectChance(chiSquareEven(cells), `quarter ${quarter}`);
  });

  it('has rows that tell nothing about the next row', () => {
    const counts = BYTES.map(() => new Uint32Array(65_536));
    const key = pages.key('rows');
    pages.forEach(DRAWS, (row) => {
      pages.kernels.hashes(pages.out, PAGE_ROWS, key, 0, row);
      const bytes = pages.u8(pages.out, PAGE_ROWS * 8);
      // Pairs that do not overlap: overlapping ones would not be independent.
      for (const [i, byte] of BYTES.entries())
        countPairs(counts[i]!, bytes.subarray(byte), bytes.subarray(byte + 8), 16);
    });
    for (const [i, cells] of counts.entries()) expectChance(chiSquareEven(cells), `byte ${BYTES[i]}`);
  });

  it('has halves of one hash, which serve two rows, that tell nothing about each other', () => {
    const counts = [0, 1, 2, 3].map(() => new Uint32Array(65_536));
    const key = pages.key('halves');
    pages.forEach(DRAWS, (row) => {
      pages.kernels.hashes(pages.out, PAGE_ROWS, key, 0, row);
      const bytes = pages.u8(pages.out, PAGE_ROWS * 8);
      for (let byte = 0; byte < 4; byte++) countPairs(counts[byte]!, bytes.subarray(byte), bytes.subarray(byte + 4), 8);
    });
    for (const [byte, cells] of counts.entries()) expectChance(chiSquareEven(cells), `byte ${byte}`);
  });
});

describe.each<[what: string, first: Stream, second: Stream]>([
  ['adjacent columns', { name: 'column_1' }, { name: 'column_2' }],
  ['neighbouring seeds', { name: 'seeds', seed: 7 }, { name: 'seeds', seed: 8 }],
  ['draws 0 and 1', { name: 'draws' }, { name: 'draws', draw: 1 }],
  ['draws 1 and 2', { name: 'draws', draw: 1 }, { name: 'draws', draw: 2 }],
  ['rows and draws moving together', { name: 'diagonal' }, { name: 'diagonal', draw: 1, rowShift: 1 }],
])('%s', (_what, first, second) => {
  it('tell nothing about each other, as pairs and as their exclusive or', () => {
    const pairs = BYTES.map(() => new Uint32Array(65_536));
    const exclusive = [0, 1, 2, 3].map(() => new Uint32Array(65_536));
    const keys = [first, second].map(({ name, seed }) => pages.key(name, seed));
    pages.forEach(DRAWS, (row) => {
      const left = hashPage(pages.out, first, keys[0]!, row);
      const right = hashPage(pages.second, second, keys[1]!, row);
      for (const [i, byte] of BYTES.entries()) countPairs(pairs[i]!, left.subarray(byte), right.subarray(byte), 8);
      countExclusive(exclusive, pages.u16(pages.out, PAGE_ROWS * 4), pages.u16(pages.second, PAGE_ROWS * 4));
    });
    for (const [i, cells] of pairs.entries()) expectChance(chiSquareEven(cells), `byte ${BYTES[i]}`);
    for (const [quarter, cells] of exclusive.entries()) expectChance(chiSquareEven(cells), `quarter ${quarter}`);
  });
});

describe('critical values', () => {
  it.each([
    // scipy.stats.chi2.isf(1e-6, df)
    [72, 144.02035191949278],
    [255, 377.07811549898673],
    [65_535, 67_270.32961472419],
  ])('are those of SciPy for %i degrees of freedom', (degreesOfFreedom, expected) => {
    expect(Math.abs(criticalValue(degreesOfFreedom) / expected - 1)).toBeLessThan(0.005);
  });
});

function countQuarters(counts: readonly Uint32Array[], words: Uint16Array): void {
  const [a, b, c, d] = counts as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  for (let i = 0; i < words.length; i += 4) {
    a[words[i]!]!++;
    b[words[i + 1]!]!++;
    c[words[i + 2]!]!++;
    d[words[i + 3]!]!++;
  }
}

function countExclusive(counts: readonly Uint32Array[], left: Uint16Array, right: Uint16Array): void {
  const [a, b, c, d] = counts as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  for (let i = 0; i < left.length; i += 4) {
    a[left[i]! ^ right[i]!]!++;
    b[left[i + 1]! ^ right[i + 1]!]!++;
    c[left[i + 2]! ^ right[i + 2]!]!++;
    d[left[i + 3]! ^ right[i + 3]!]!++;
  }
}

/** Counts (left[i], right[i]) for every `stride`-th byte. */
function countPairs(counts: Uint32Array, left: Uint8Array, right: Uint8Array, stride: number): void {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i += stride) counts[(left[i]! << 8) | right[i]!]!++;
}
