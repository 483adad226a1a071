import type { PageRange } from '../columns/column-program.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { power } from '../numerics/power.ts';
import { powerSum, powerTail } from '../numerics/power-sums.ts';
import { type AliasTable, buildAliasTable } from '../random/alias-table.ts';

/** The first ranks have an entry of the table each; after them one entry spans a 32nd of the ranks before it. */
const SINGLE_RANKS = 1_024;
const SPAN_SHARE = 32;
/** Draws of one row before its last candidate is taken as it is; each is accepted with probability (32 / 33)^a at least. */
const ATTEMPTS_MAX = 64;
const WORD = 2 ** 32;

/** Scratch bytes per row while ranks are drawn: codes and two hashes. */
export const ZIPF_BYTES_PER_ROW = 2 + 8 + 8;

/** Ranks 0..size-1 with probability in proportion to (rank + 1)^-a, divided into spans of ranks. */
export interface ZipfLaw {
  readonly a: number;
  /** The first rank of each span, and `size` after the last one: at most 2,500 spans for any size. */
  readonly starts: Float64Array;
  /** Which span, exact to 2^-48. */
  readonly table: AliasTable;
  /** Below this share of a span's first probability lies no rank of it. */
  readonly surelyAccepted: Float64Array;
}

/** a >= 0, size 1..2^53. */
export function zipfLaw(a: number, size: number): ZipfLaw {
  const starts = [0];
  for (let start = 0; start < size; starts.push(start)) {
    const span = start < SINGLE_RANKS ? 1 : Math.floor(start / SPAN_SHARE);
    start = Math.min(start + span, size);
  }
  const spans = starts.slice(1).map((end, index) => ({ start: starts[index]!, end }));
  const weights = spans.map(({ start, end }) => Math.max(powerSum(powerTail(a, start), powerTail(a, end)), 0));
  const surelyAccepted = spans.map(({ start, end }) => shareOfFirst({ a, start, rank: end - 1 }));
  return {
    a,
    starts: Float64Array.from(starts),
    table: buildAliasTable(weights),
    surelyAccepted: Float64Array.from(surelyAccepted),
  };
}

/** How likely a rank is, measured by the first rank of its span. */
function shareOfFirst({ a, start, rank }: { a: number; start: number; rank: number }): number {
  return power((start + 1) / (rank + 1), a);
}

/**
 * Ranks of a law: the span by its exact probability, then a rank within it by rejection, which rarely happens. Source:
 * Walker 1977 (alias method), von Neumann 1951 (rejection). Checked against: test/statistical/foreign-keys.test.ts.
 */
export function bindZipfRanks(
  session: KernelSession,
  key: Address,
  law: ZipfLaw,
): (page: PageRange, out: Float64Array) => void {
  const { starts, table } = law;
  const placed = session.placeTable(table.bytes);
  return ({ rowStart, rowCount }, out) => {
    const mark = session.mark();
    const codesAt = session.allocate(rowCount * 2);
    const [placeAt, chanceAt] = [session.allocate(rowCount * 8), session.allocate(rowCount * 8)];
    const hashPair = (attempt: number, row: number, count: number) => {
      session.kernels.hashes(placeAt, count, key, 2 * attempt + 1, row);
      session.kernels.hashes(chanceAt, count, key, 2 * attempt + 2, row);
    };
    session.kernels.aliasCodesWide(codesAt, rowCount, key, rowStart, placed, table.size);
    hashPair(0, rowStart, rowCount);
    const { buffer } = session.bytes;
    const codes = new Uint16Array(buffer, codesAt, rowCount);
    const [places, chances] = [
      new Uint32Array(buffer, placeAt, rowCount * 2),
      new Uint32Array(buffer, chanceAt, rowCount * 2),
    ];
    for (let i = 0; i < rowCount; i++) {
      const code = codes[i]!;
      const start = starts[code]!;
      const span = starts[code + 1]! - start;
      out[i] = span === 1 ? start : rankWithin(law, code, { place: fraction(places, i), chance: fraction(chances, i) });
    }
    for (let i = 0; i < rowCount; i++)
      for (let attempt = 1; out[i]! < 0; attempt++) {
        hashPair(attempt, rowStart + i, 1);
        const drawn = { place: fraction(places, 0), chance: attempt < ATTEMPTS_MAX ? fraction(chances, 0) : 0 };
        out[i] = rankWithin(law, codes[i]!, drawn);
      }
    session.release(mark);
  };
}

/** The rank at `place` of a span, or -1 where `chance` rejects it. */
function rankWithin(
  { a, starts, surelyAccepted }: ZipfLaw,
  code: number,
  { place, chance }: { readonly place: number; readonly chance: number },
): number {
  const start = starts[code]!;
  const rank = start + Math.floor(place * (starts[code + 1]! - start));
  if (chance < surelyAccepted[code]! || chance < shareOfFirst({ a, start, rank })) return rank;
  return -1;
}

/** 53 bits of a hash as a number in [0, 1). */
function fraction(words: Uint32Array, index: number): number {
  return (words[2 * index + 1]! * 2 ** 21 + (words[2 * index]! >>> 11)) / (WORD * 2 ** 21);
}
