import { writeDecimal, writeI64 } from './text-numbers';
import { writeF32, writeF64, writeFixed32, writeFixed64 } from './shortest-double';
import { writeDate, writeTime, writeTimestamp } from './text-times';
import { copyText, writeUuid } from './text-strings';

/** The first kind of text: the row writer knows of all but the two that digests have. */
export const TEXT_CSV: u32 = 16;
export const TEXT_OFFSETS: u32 = 18;
export const TEXT_RAW: u32 = 19;

/** A fragment by its code; `shift` is log2 of the cell size, 0 stands for an offset table. */
// @ts-ignore: decorator
@inline
function writeFragment(o: usize, fragments: usize, shift: u32, code: u32): usize {
  if (shift == 5) {
    const cell = fragments + (<usize>code << 5);
    v128.store(o, v128.load(cell));
    v128.store(o, v128.load(cell, 16), 16);
    return o + load<u8>(cell, 31);
  }
  if (shift == 4) {
    const cell = fragments + (<usize>code << 4);
    v128.store(o, v128.load(cell));
    return o + load<u8>(cell, 15);
  }
  if (shift == 6) {
    const cell = fragments + (<usize>code << 6);
    v128.store(o, v128.load(cell));
    v128.store(o, v128.load(cell, 16), 16);
    v128.store(o, v128.load(cell, 32), 32);
    v128.store(o, v128.load(cell, 48), 48);
    return o + load<u8>(cell, 63);
  }
  const start = load<u32>(fragments + (<usize>code << 2));
  return copyText(o, fragments + start, load<u32>(fragments + (<usize>code << 2), 4) - start);
}

/** Row `r` of any kind but text (TEXT_KIND in text-kernels.ts); fragments bring their prefix. */
// @ts-ignore: decorator
@inline
export function writeScalar(o: usize, column: usize, kind: u32, values: usize, r: u32): usize {
  const a = load<u32>(column, 12);
  const b = load<u32>(column, 16);
  switch (kind) {
    case 0:
      return writeFragment(o, a, b, load<u8>(values + r));
    case 1:
      return writeFragment(o, a, b, load<u16>(values + (<usize>r << 1)));
    case 2:
      return writeFragment(o, a, b, (load<u8>(values + (r >> 3)) >> (r & 7)) & 1);
    case 3:
      return writeI64(o, load<i32>(values + (<usize>r << 2)));
    case 4:
      return writeI64(o, load<i64>(values + (<usize>r << 3)));
    case 5:
      return writeF64(o, load<f64>(values + (<usize>r << 3)), a);
    case 6:
      return writeF32(o, load<f32>(values + (<usize>r << 2)), a);
    case 7:
      return writeFixed64(o, load<f64>(values + (<usize>r << 3)), b, a);
    case 8:
      return writeFixed32(o, load<f32>(values + (<usize>r << 2)), b, a);
    case 9:
      return writeDecimal(o, load<i32>(values + (<usize>r << 2)), b);
    case 10:
      return writeDecimal(o, load<i64>(values + (<usize>r << 3)), b);
    case 11:
      return writeDecimal(o, load<i64>(values + (<usize>r << 4)), b);
    case 12:
      return writeDate(o, load<i32>(values + (<usize>r << 2)));
    case 13:
      return writeTime(o, load<i64>(values + (<usize>r << 3)));
    case 14:
      return writeTimestamp(o, load<i64>(values + (<usize>r << 3)), a, b);
    default:
      return writeUuid(o, values + (<usize>r << 4));
  }
}
