import { invariant } from '../errors/invariant.ts';
import { codedValues, listValues, uniformWeights } from './coded-values.ts';
import type { ColumnType } from './column-type.ts';
import { fixedWidth, type ValueProgram } from './value-program.ts';

/** Uniform ranges of at most this many values become codes: the dictionary is then small against any chunk. */
const UNIFORM_CODES_MAX = 4_096;
const SPAN_OF_32_BITS = 2n ** 32n;
const SPAN_OF_64_BITS = 2n ** 64n;

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
  };
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
