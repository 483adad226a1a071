/** Eight decimal digits of v < 10^8 as bytes 0..9, most significant digit in the lowest byte. */
// @ts-ignore: decorator
@inline
export function digits8(v: u32): u64 {
  const head = <u32>((<u64>v * 3518437209) >> 45); // v / 10000
  let x = <u64>head | (<u64>(v - head * 10000) << 32);
  let q = ((x * 10486) >> 20) & 0x0000007f0000007f;
  x = q | ((x - q * 100) << 16);
  q = ((x * 103) >> 10) & 0x000f000f000f000f;
  return q | ((x - q * 10) << 8);
}

/** Four decimal digits of v < 10^4 in the same way. */
// @ts-ignore: decorator
@inline
function digits4(v: u32): u32 {
  const head = (v * 5243) >> 19; // v / 100
  const x = head | ((v - head * 100) << 16);
  const q = ((x * 103) >> 10) & 0x000f000f;
  return q | ((x - q * 10) << 8);
}

const ZEROS: u64 = 0x3030303030303030;
const SHORT_ZEROS: u32 = 0x30303030;

// @ts-ignore: decorator
@inline
function writeDigits8(o: usize, v: u32): void {
  store<u64>(o, digits8(v) + ZEROS);
}

/** v < 10^8 without leading zeros. */
// @ts-ignore: decorator
@inline
function writeShort(o: usize, v: u32): usize {
  if (v < 10000) {
    const x = digits4(v);
    const lead = ctz(x | (1 << 24)) & 24;
    store<u32>(o, (x + SHORT_ZEROS) >> lead);
    return o + 4 - <usize>(lead >> 3);
  }
  const x = digits8(v);
  const lead = ctz(x | (<u64>1 << 56)) & 56;
  store<u64>(o, (x + ZEROS) >> lead);
  return o + 8 - <usize>(lead >> 3);
}

export function writeU64(o: usize, v: u64): usize {
  if (v < 100000000) return writeShort(o, <u32>v);
  const head = v / 100000000;
  const tail = <u32>(v - head * 100000000);
  if (head < 100000000) {
    o = writeShort(o, <u32>head);
  } else {
    const top = head / 100000000;
    o = writeShort(o, <u32>top);
    writeDigits8(o, <u32>(head - top * 100000000));
    o += 8;
  }
  writeDigits8(o, tail);
  return o + 8;
}

// @ts-ignore: decorator
@inline
export function writeI64(o: usize, v: i64): usize {
  store<u8>(o, 45);
  o += <usize>(v < 0);
  return writeU64(o, v < 0 ? 0 - <u64>v : <u64>v);
}

/** 10^0..10^18. */
const POWERS = memory.data<u64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
  10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
]);

// @ts-ignore: decorator
@inline
export function powerOf10(exponent: u32): u64 {
  return load<u64>(POWERS + (<usize>exponent << 3));
}

/** 10^0..10^15 as doubles, all exact. */
const REAL_POWERS = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]);

// @ts-ignore: decorator
@inline
export function realPowerOf10(exponent: u32): f64 {
  return load<f64>(REAL_POWERS + (<usize>exponent << 3));
}

/** The last `places` digits of `fraction`, 0..18 of them, zeros kept. */
// @ts-ignore: decorator
@inline
function writePlaces(o: usize, fraction: u64, places: u32): usize {
  let f = fraction * powerOf10(18 - places);
  const top = f / 10000000000;
  f -= top * 10000000000;
  const middle = f / 100;
  writeDigits8(o, <u32>top);
  writeDigits8(o + 8, <u32>middle);
  store<u16>(o + 16, <u16>(digits8(<u32>(f - middle * 100)) >> 48) + 0x3030);
  return o + places;
}

/** unscaled * 10^-scale with exactly `scale` digits after the point, 0..18. */
export function writeDecimal(o: usize, unscaled: i64, scale: u32): usize {
  store<u8>(o, 45);
  o += <usize>(unscaled < 0);
  const v = unscaled < 0 ? 0 - <u64>unscaled : <u64>unscaled;
  if (scale == 0) return writeU64(o, v);
  const power = powerOf10(scale);
  const whole = v / power;
  o = writeU64(o, whole);
  store<u8>(o, 46);
  const fraction = v - whole * power;
  if (scale <= 8) {
    store<u64>(o + 1, (digits8(<u32>fraction) + ZEROS) >> ((8 - <u64>scale) << 3));
    return o + 1 + scale;
  }
  return writePlaces(o + 1, fraction, scale);
}

/**
 * The text of whole + fraction / 10^places, places 1..15, zeros at the end dropped.
 */
// @ts-ignore: decorator
@inline
export function writeTrimmed(o: usize, whole: u64, fraction: u64, places: u32): usize {
  o = writeU64(o, whole);
  if (fraction == 0) return o;
  store<u8>(o, 46);
  if (places <= 4) {
    const x = digits4(<u32>fraction * <u32>powerOf10(4 - places));
    store<u32>(o + 1, x + SHORT_ZEROS);
    return o + 5 - <usize>(clz(x) >> 3);
  }
  if (places <= 8) {
    const x = digits8(<u32>(fraction * powerOf10(8 - places)));
    store<u64>(o + 1, x + ZEROS);
    return o + 9 - <usize>(clz(x) >> 3);
  }
  const f = fraction * powerOf10(16 - places);
  const head = f / 100000000;
  const first = digits8(<u32>head);
  const second = digits8(<u32>(f - head * 100000000));
  store<u64>(o + 1, first + ZEROS);
  store<u64>(o + 9, second + ZEROS);
  return second == 0 ? o + 9 - <usize>(clz(first) >> 3) : o + 17 - <usize>(clz(second) >> 3);
}
