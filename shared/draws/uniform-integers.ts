import type { ColumnType } from '../columns/column-type.ts';
import { lazyTable } from '../columns/lazy-table.ts';
import { fixedWidth, type ValueProgram } from '../columns/value-program.ts';
import { invariant } from '../errors/invariant.ts';
import { nextBelow } from '../numerics/double-bits.ts';
import { uniformLaw } from '../random/distributions.ts';
import { codedValues, listValues, uniformWeights } from './coded-values.ts';
import { quantileAtScore, scoreTable } from './score-table.ts';

/** Uniform ranges of at most this many values become codes: the dictionary is then small against any chunk. */
const UNIFORM_CODES_MAX = 4_096;
const SPAN_OF_32_BITS = 2n ** 32n;
const SPAN_OF_64_BITS = 2n ** 64n;
const SPAN_OF_WORD = 2 ** 32;

/** Equally likely whole numbers low, low + 1, …, low + span - 1, exact by rejection. `i32` takes spans up to 2^32. */
export function uniformIntegers(type: ColumnType, layout: 'i32' | 'i64', low: bigint, span: bigint): ValueProgram {
  invariant(span >= 1n && span <= (layout === 'i32' ? SPAN_OF_32_BITS : SPAN_OF_64_BITS), 'the span fits its layout');
  const width = layout === 'i32' ? 4 : 8;
  return {
    ...fixedWidth(type, layout),
    bind: (session, key) => {
      // The kernel's u64 has no 2^64: 0 stands for it.
      const span64 = BigInt.asUintN(64, span);
      const [low32, span32] = [Number(low), Number(span)];
      return ({ rowStart, rowCount }) => {
        const values = session.allocate(rowCount * width);
        if (layout === 'i32') session.kernels.uniformI32(values, rowCount, key, rowStart, low32, span32);
        else session.kernels.uniformI64(values, rowCount, key, rowStart, low, span64);
        return { values, byteLength: rowCount * width };
      };
    },
    bindScores(session) {
      const place = SCORED_SHARES();
      return (scores, rowCount) => {
        const values = session.allocate(rowCount * width);
        const { buffer } = session.bytes;
        const shares = new Float64Array(buffer, scores, rowCount);
        place(shares);
        if (layout === 'i32') new Int32Array(buffer, values, rowCount).set(indexesOf(shares, low, span));
        else writeSums(new Uint32Array(buffer, values, 2 * rowCount), indexesOf(shares, 0n, span), low);
        return { values, byteLength: rowCount * width };
      };
    },
  };
}

/** The share of the range that lies below a normal score, by which scores become whole numbers: exact to 1e-9. */
export const SCORED_SHARES = lazyTable(() => scoreTable(quantileAtScore(uniformLaw({ loc: 0, scale: 1 }))));

/** Shares in place as low + floor(share * span), at most low + span - 1; exact up to 2^53. */
function indexesOf(shares: Float64Array, low: bigint, span: bigint): Float64Array {
  const [start, size] = [Number(low), Number(span)];
  const last = Math.min(size - 1, nextBelow(size));
  for (let i = 0; i < shares.length; i++)
    shares[i] = start + Math.min(Math.max(Math.floor(shares[i]! * size), 0), last);
  return shares;
}

/** low + index as i64 in halves, for indexes below 2^64; the indexes may lie where the words go. */
export function writeSums(words: Uint32Array, indexes: Float64Array, low: bigint): void {
  const lowLow = Number(BigInt.asUintN(32, low));
  const lowHigh = Number(BigInt.asIntN(32, low >> 32n));
  for (let i = 0; i < indexes.length; i++) {
    const index = indexes[i]!;
    const high = Math.floor(index / SPAN_OF_WORD);
    const sum = index - high * SPAN_OF_WORD + lowLow;
    words[2 * i] = sum;
    words[2 * i + 1] = high + lowHigh + (sum >= SPAN_OF_WORD ? 1 : 0);
  }
}

/** The inclusive range [low, high] as codes when it is small enough, else `undefined`. */
export function smallRange(type: ColumnType, low: number | bigint, high: number | bigint): ValueProgram | undefined {
  const size = Number(BigInt(high) - BigInt(low)) + 1;
  if (size > UNIFORM_CODES_MAX) return undefined;
  const dictionary = { values: wholeNumbers(type, BigInt(low), size) };
  return codedValues(type, { dictionary, weights: () => uniformWeights(size) });
}

/** `size` whole numbers from `low` on: numbers where the type has 32 bits and no scale, else bigints. */
export function wholeNumbers(type: ColumnType, low: bigint, size: number): number[] | bigint[] {
  if (type.name !== 'int32') return listValues(size, (index) => low + BigInt(index));
  const first = Number(low);
  return listValues(size, (index) => first + index);
}
