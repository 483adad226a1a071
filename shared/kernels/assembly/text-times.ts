import { digits8 } from './text-numbers';

const MICROSECONDS_PER_DAY: i64 = 86400000000;

/** Two decimal digits as two bytes, v < 100. */
// @ts-ignore: decorator
@inline
function pair(v: u32): u32 {
  const tens = (v * 103) >> 10;
  return (tens | ((v - tens * 10) << 8)) + 0x3030;
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
  const century = n1 / 146097;
  const n2 = (n1 % 146097) | 3;
  const p2 = <u64>2939745 * n2;
  const yearOfCentury = <u32>(p2 >> 32);
  const dayOfYear = <u32>p2 / 2939745 / 4;
  const n3 = 2141 * dayOfYear + 197913;
  const isNextYear = <u32>(dayOfYear >= 306);
  const month = (n3 >> 16) - 12 * isNextYear;
  const day = (n3 & 0xffff) / 2141 + 1;
  const year = 100 * century + yearOfCentury + isNextYear - 32800;
  const hundreds = (year / 100) % 100;
  store<u32>(o, pair(hundreds) | (pair(year % 100) << 16));
  store<u32>(o, 0x2d00002d | (pair(month) << 8), 4);
  store<u16>(o, <u16>pair(day), 8);
  return o + 10;
}

/** `HH:MM:SS.ffffff` of microseconds since midnight, 0..86,399,999,999. */
// @ts-ignore: decorator
@inline
export function writeTime(o: usize, microseconds: i64): usize {
  const seconds = <u32>(<u64>microseconds / 1000000);
  const fraction = <u32>(<u64>microseconds - <u64>seconds * 1000000);
  const minutes = seconds / 60;
  const hours = minutes / 60;
  store<u64>(
    o,
    <u64>pair(hours) | (<u64>pair(minutes - hours * 60) << 24) | (<u64>pair(seconds - minutes * 60) << 48) | 0x00003a00003a0000,
  );
  store<u64>(o, (((digits8(fraction) >> 16) + 0x303030303030) << 8) | 46, 8);
  return o + 15;
}

/** `YYYY-MM-DDTHH:MM:SS.ffffff` and `Z` when `isUtc` is 1, of `value` * `scale` microseconds since 1970-01-01. */
// @ts-ignore: decorator
@inline
export function writeTimestamp(o: usize, value: i64, scale: i64, isUtc: u32): usize {
  const microseconds = value * scale;
  let day = microseconds / MICROSECONDS_PER_DAY;
  let rest = microseconds - day * MICROSECONDS_PER_DAY;
  if (rest < 0) {
    day--;
    rest += MICROSECONDS_PER_DAY;
  }
  writeDate(o, <i32>day);
  store<u8>(o, 84, 10);
  writeTime(o + 11, rest);
  store<u8>(o, 90, 26);
  return o + 26 + isUtc;
}
