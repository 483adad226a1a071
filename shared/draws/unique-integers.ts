import type { ColumnType } from '../columns/column-type.ts';
import { fixedWidth, type ValueProgram } from '../columns/value-program.ts';
import type { Dictionary } from '../columns/vector.ts';
import { invariant } from '../errors/invariant.ts';

const BYTES_OF_I32 = 4;
const SPAN_OF_64_BITS = 2n ** 64n;

/**
 * The whole numbers low, low + 1, …, low + span - 1 in a keyed order, each once: a function of key and row, so that
 * nothing remembers which ones are taken. Rows beyond the domain would start it again; specs that need them are refused.
 */
export function uniqueIntegers(type: ColumnType, layout: 'i32' | 'i64', low: bigint, span: bigint): ValueProgram {
  invariant(span >= 1n && span <= (layout === 'i32' ? 2n ** 32n : SPAN_OF_64_BITS), 'the span fits its layout');
  const program = fixedWidth(type, layout);
  return {
    ...program,
    bind: (session, key) => {
      // The kernel's u64 has no 2^64: 0 stands for it.
      const span64 = BigInt.asUintN(64, span);
      const [low32, span32] = [Number(low), Number(span)];
      return ({ rowStart, rowCount }) => {
        const byteLength = rowCount * program.valueBytesMax;
        const values = session.allocate(byteLength);
        if (layout === 'i32') session.kernels.permutedI32(values, rowCount, key, rowStart, low32, span32);
        else session.kernels.permutedI64(values, rowCount, key, rowStart, low, span64);
        return { values, byteLength };
      };
    },
  };
}

/** The values of a dictionary in a keyed order, each once. */
export function uniqueCodes(type: ColumnType, dictionary: Dictionary): ValueProgram {
  const size = dictionary.values.length;
  const program = fixedWidth(type, size <= 256 ? 'codes8' : 'codes16');
  return {
    ...program,
    dictionary,
    scratchBytesPerRow: program.valueBytesMax + BYTES_OF_I32,
    bind:
      (session, key) =>
      ({ rowStart, rowCount }) => {
        const byteLength = rowCount * program.valueBytesMax;
        const values = session.allocate(byteLength);
        const mark = session.mark();
        const wide = session.allocate(rowCount * BYTES_OF_I32);
        session.kernels.permutedI32(wide, rowCount, key, rowStart, 0, size);
        const { buffer } = session.bytes;
        const codes =
          size <= 256 ? new Uint8Array(buffer, values, rowCount) : new Uint16Array(buffer, values, rowCount);
        codes.set(new Int32Array(buffer, wide, rowCount));
        session.release(mark);
        return { values, byteLength };
      },
  };
}
