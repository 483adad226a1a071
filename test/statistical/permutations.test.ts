import { describe, expect, it } from 'vitest';
import { chiSquareEven } from './chi-square.ts';
import { expectChance, PAGE_ROWS, Pages } from './pages.ts';

const ROWS = 10_000_000;
const pages = new Pages();

/** The image of [0, span) under the permutation of one key. */
function imageOf(key: number, span: number): Int32Array {
  pages.kernels.permutedI32(pages.out, span, key, 0, 0, span);
  return pages.i32(pages.out, span).slice();
}

describe('a permuted domain', () => {
  it.each([1, 2, 3, 4, 5, 8, 77, 512, 513, 4_096, 10_007, 65_536, 65_537])(
    'of %i values holds every value once, under any key',
    (span) => {
      for (let seed = 0; seed < 5; seed++) {
        const seen = new Uint8Array(span);
        for (const value of imageOf(pages.key('whole', seed), span)) seen[value]! += 1;
        expect(seen.every((times) => times === 1)).toBe(true);
      }
    },
  );

  it('starts again where it ends', () => {
    const key = pages.key('again');
    const once = imageOf(key, 100);
    pages.kernels.permutedI32(pages.out, 250, key, 100 * 2 ** 40 + 50, 0, 100);
    const around = [...once.subarray(50), ...once, ...once];
    expect(Array.from(pages.i32(pages.out, 250))).toEqual(around.slice(0, 250));
  });

  it.each([5, 8])('of %i values comes in every order equally often', (span) => {
    const orders = new Map<string, number>();
    const keys = span === 5 ? 20_000 : 400_000;
    const key = pages.session.placeZeros(16);
    const words = new BigUint64Array(2);
    for (let seed = 1n; seed <= BigInt(keys); seed++) {
      words.set([seed * 0x9e3779b97f4a7c15n, seed * 0xd1342543de82ef95n]);
      pages.session.bytes.set(new Uint8Array(words.buffer), key);
      const order = imageOf(key, span).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    const factorial = span === 5 ? 120 : 40_320;
    const counts = new Uint32Array(factorial);
    counts.set([...orders.values()]);
    expectChance(chiSquareEven(counts));
  });

  it.each([
    ['64 bits', 0n, 0],
    ['64 bits, far rows', 0n, 2 ** 52],
    ['48 bits', 2n ** 48n, 0],
    ['18 digits', 9n * 10n ** 17n, 0],
  ])('of %s has rows that are even and tell nothing about the next one', (_what, span, rowShift) => {
    const key = pages.key('large', Number(span % 97n));
    const [values, pairs, differences] = [0, 1, 2].map(() => cells());
    pages.forEach(ROWS, (row) => {
      pages.kernels.permutedI64(pages.out, PAGE_ROWS, key, rowShift + row, 0n, span);
      countRows(pages.i64(pages.out, PAGE_ROWS), scaleOf(span), {
        values: values!,
        pairs: pairs!,
        differences: differences!,
      });
    });
    for (const [what, ends] of Object.entries({ values, pairs, differences }))
      for (const [i, counts] of ends!.entries()) expectChance(chiSquareEven(counts), `${what}, end ${i}`);
  });

  it('of one key tells nothing about that of another', () => {
    const [first, second] = [pages.key('large', 1), pages.key('large', 2)];
    const counts = cells();
    pages.forEach(ROWS, (row) => {
      pages.kernels.permutedI64(pages.out, PAGE_ROWS, first, row, 0n, 0n);
      pages.kernels.permutedI64(pages.second, PAGE_ROWS, second, row, 0n, 0n);
      const [left, right] = [pages.u8(pages.out, PAGE_ROWS * 8), pages.u8(pages.second, PAGE_ROWS * 8)];
      for (let at = 0; at < left.length; at += 8) {
        counts[0]![(left[at]! << 8) | right[at]!]!++;
        counts[1]![(left[at + 7]! << 8) | right[at + 7]!]!++;
      }
    });
    for (const [i, cell] of counts.entries()) expectChance(chiSquareEven(cell), `end ${i}`);
  });
});

/** 16-bit cells of the low and the high end of a value. */
function cells(): [Uint32Array, Uint32Array] {
  return [new Uint32Array(65_536), new Uint32Array(65_536)];
}

/** Factor that turns a value of the domain into a fraction of 2^64. */
function scaleOf(span: bigint): number {
  return span === 0n ? 1 : 2 ** 64 / Number(span);
}

type Ends = readonly [Uint32Array, Uint32Array];

function countRows(
  values: BigInt64Array,
  scale: number,
  counts: { readonly values: Ends; readonly pairs: Ends; readonly differences: Ends },
): void {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  let [lastLow, lastHigh] = [0, 0];
  for (let row = 0; row < values.length; row++) {
    const low = words[2 * row]! & 0xffff;
    const high = Math.floor((words[2 * row + 1]! * scale + (words[2 * row]! * scale) / 2 ** 32) / 65_536);
    counts.values[0][low]!++;
    counts.values[1][high]!++;
    // Pairs that do not overlap: overlapping ones would not be independent.
    if (row % 2 === 1) {
      counts.pairs[0][((lastLow & 255) << 8) | (low & 255)]!++;
      counts.pairs[1][((lastHigh >> 8) << 8) | (high >> 8)]!++;
      counts.differences[0][(low - lastLow) & 0xffff]!++;
      counts.differences[1][(high - lastHigh) & 0xffff]!++;
    }
    [lastLow, lastHigh] = [low, high];
  }
}
