import { digits8 } from './text-numbers';

const MICROSECONDS_PER_DAY: i64 = 86400000000;
/** Days from 0000-01-01 to 1970-01-01. */
const DAYS_BEFORE_EPOCH: i64 = 719528;

// Division by a constant d is multiplication by ceil(2^s / d) and a shift by s: exact while x * (-2^s mod d) < 2^s, which
// holds for the ranges named below. Engines leave these divisions as they are, at several times the cost.

/**
 * Numbers below 100 in lanes at least 16 bits apart (`tens` has 0x0f at each lane) as two decimal digits each, tens in
 * the lower byte.
 */
// @ts-ignore: decorator
@inline
function pairs(lanes: u64, tens: u64): u64 {
  const q = ((lanes * 103) >> 10) & tens;
  return q | ((lanes - q * 10) << 8);
}

/**
 * `YYYY-MM-DD` of days since 1970-01-01; years 0000..9999.
 * Source: Neri, Schneider, "Euclidean affine functions and their application to calendar algorithms" (2022), figure 12.
 */
// @ts-ignore: decorator
@inline
export function writeDate(o: usize, days: i32): usize {
  const n = <u32>days + 12699422;
  const n1 = 4 * n + 3;
  const century = <u32>((<u64>n1 * 3853261556) >> 49); // n1 / 146097, n1 < 2^26
  const n2 = (n1 - century * 146097) | 3;
  const p2 = <u64>2939745 * n2;
  const yearOfCentury = <u32>(p2 >> 32);
  const dayOfYear = <u32>(((p2 & 0xffffffff) * 3063938966) >> 55); // p2 / (4 * 2939745), p2 < 2^32
  const n3: u32 = 2141 * dayOfYear + 197913;
  const isNextYear = <u32>(dayOfYear >= 306);
  const month = (n3 >> 16) - 12 * isNextYear;
  const day = (((n3 & 0xffff) * 62690) >> 27) + 1; // / 2141, below 2^16
  const year = 100 * century + yearOfCentury + isNextYear - 32800;
  const hundreds = (year * 5243) >> 19; // year / 100, year < 10^4
  const head = <u64>hundreds | (<u64>(year - hundreds * 100) << 16) | (<u64>month << 40);
  store<u64>(o, pairs(head, 0x00000f00000f000f) + 0x2d30302d30303030);
  store<u16>(o, <u16>pairs(day, 15) + 0x3030, 8);
  return o + 10;
}

/** `HH:MM:SS.ffffff` of microseconds since midnight, 0..86,399,999,999. */
// @ts-ignore: decorator
@inline
export function writeTime(o: usize, microseconds: i64): usize {
  const seconds = <u32>(((<u64>microseconds >> 6) * 4503599628) >> 46); // / 10^6, microseconds < 2^37
  const fraction = <u32>microseconds - seconds * 1000000;
  const minutes = <u32>((<u64>seconds * 2290649225) >> 37); // / 60, below 2^32
  const hours = (minutes * 34953) >> 21; // / 60, below 1,440
  const clock = <u64>hours | (<u64>(minutes - hours * 60) << 24) | (<u64>(seconds - minutes * 60) << 48);
  store<u64>(o, pairs(clock, 0x000f00000f00000f) + 0x30303a30303a3030);
  store<u64>(o, (((digits8(fraction) >> 16) + 0x303030303030) << 8) | 46, 8);
  return o + 15;
}

/** `YYYY-MM-DDTHH:MM:SS.ffffff` and `Z` when `isUtc` is 1, of `value` * `scale` microseconds since 1970-01-01. */
// @ts-ignore: decorator
@inline
export function writeTimestamp(o: usize, value: i64, scale: i64, isUtc: u32): usize {
  const microseconds = value * scale + DAYS_BEFORE_EPOCH * MICROSECONDS_PER_DAY;
  // microseconds / 2^27 * 2^41 / (day / 2^27) rounded down twice: the day or the one before it.
  let day = ((microseconds >> 27) * 3416063717) >> 41;
  let rest = microseconds - day * MICROSECONDS_PER_DAY;
  const isNext = rest >= MICROSECONDS_PER_DAY;
  day += <i64>isNext;
  rest -= isNext ? MICROSECONDS_PER_DAY : 0;
  writeDate(o, <i32>(day - DAYS_BEFORE_EPOCH));
  store<u8>(o, 84, 10);
  writeTime(o + 11, rest);
  store<u8>(o, 90, 26);
  return o + 26 + isUtc;
}
