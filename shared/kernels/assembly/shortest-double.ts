/**
 * Shortest decimal of a binary floating-point number: Schubfach, exact, with ECMAScript's choice among equals.
 *
 * Source: Raffaello Giulietti, "The Schubfach way to render doubles" (2020), figures 4 and 6.
 * Checked against: Number.prototype.toString of the engine, test/unit/kernels/text-numbers.test.ts.
 */
import { digits8, powerOf10, realPowerOf10, writeTrimmed, writeU64 } from './text-numbers';

const DIGITS = memory.data(48);

/** The power table begins at this exponent: ceil(10^k * 2^(127 - floor(log2(10^k)))), low u64 then high. */
const POWER_MIN: i32 = -292;

/** High 64 bits of a 64 x 64 bit product; the low half is plain multiplication. */
// @ts-ignore: decorator
@inline
function multiplyHigh(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff;
  const a1 = a >> 32;
  const b0 = b & 0xffffffff;
  const b1 = b >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32);
  const cross = a0 * b1 + (middle & 0xffffffff);
  return a1 * b1 + (middle >> 32) + (cross >> 32);
}

/** c * 2^q, c > 0, as ECMAScript text. `isEdge`: c is the smallest of its binade, so that the gap below is half as wide. */
function writeShortest(o: usize, c: u64, q: i32, isEdge: bool, powers: usize): usize {
  const isOdd = c & 1;
  const k = (q * 1262611 - (isEdge ? 524031 : 0)) >> 22;
  const h = q + ((-k * 1741647) >> 19) + 1;
  const power = powers + (<usize>(-k - POWER_MIN) << 4);
  const low = load<u64>(power);
  const high = load<u64>(power, 8);

  // P = g * (4c << h), 192 bits (p2, p1, p0); the bounds are P -+ g * (2 << h), or half of that at an edge.
  const cp = (c << 2) << <u64>h;
  const p0 = low * cp;
  const x1 = multiplyHigh(low, cp);
  const y0 = high * cp;
  const p1 = y0 + x1;
  const p2 = multiplyHigh(high, cp) + <u64>(p1 < y0);

  const rise = <u64>(h + 1);
  const r0 = low << rise;
  const r1 = (high << rise) | (low >> (64 - rise));
  const r2 = high >> (64 - rise);
  const u0 = p0 + r0;
  const uc = p1 + <u64>(u0 < p0);
  const u1 = uc + r1;
  const u2 = p2 + r2 + <u64>(uc < p1) + <u64>(u1 < uc);

  const fall = isEdge ? rise - 1 : rise;
  const f0 = low << fall;
  const f1 = (high << fall) | (low >> (64 - fall));
  const f2 = high >> (64 - fall);
  const l1 = p1 - f1;
  const borrow = <u64>(p0 < f0);
  const m1 = l1 - borrow;
  const m2 = p2 - f2 - <u64>(p1 < f1) - <u64>(l1 < borrow);

  const vb = p2 | <u64>(p1 > 1);
  const lower = (m2 | <u64>(m1 > 1)) + isOdd;
  const upper = (u2 | <u64>(u1 > 1)) - isOdd;

  const s = vb >> 2;
  if (s >= 10) {
    const sp = s / 10;
    const isDown = lower <= 40 * sp;
    const isUp = 40 * sp + 40 <= upper;
    if (isDown != isUp) return writeScientific(o, sp + <u64>isUp, k + 1);
  }
  const isDown = lower <= s << 2;
  const isUp = (s << 2) + 4 <= upper;
  if (isDown != isUp) return writeScientific(o, s + <u64>isUp, k);
  const middle = (s << 2) + 2;
  return writeScientific(o, s + <u64>(vb > middle || (vb == middle && (s & 1) != 0)), k);
}

// @ts-ignore: decorator
@inline
function copy24(o: usize, from: usize): void {
  v128.store(o, v128.load(from));
  store<u64>(o, load<u64>(from, 16), 16);
}

const ZEROS: u64 = 0x3030303030303030;

/** Zeros at the end of 16 digits. */
// @ts-ignore: decorator
@inline
function endZeros(first: u64, second: u64): usize {
  return <usize>(second == 0 ? 8 + (clz(first) >> 3) : clz(second) >> 3);
}

/**
 * 16 or 17 digits with the point behind the first n, -6 < n < 8: what most doubles are. Digits stay in registers:
 * reading back what was just written narrower would stall.
 */
// @ts-ignore: decorator
@inline
function writeLong(o: usize, top: u64, rest: u64, n: i32): usize {
  const head = rest / 100000000;
  const first = digits8(<u32>head);
  const second = digits8(<u32>(rest - head * 100000000));
  const extra = <usize>(top != 0);
  let fraction = o + 1;
  if (n <= 0) {
    store<u64>(o, 0x3030303030302e30);
    fraction = o + 2 - n;
  }
  store<u8>(fraction, 48 + <u8>top);
  store<u64>(fraction + extra, first + ZEROS);
  store<u64>(fraction + extra + 8, second + ZEROS);
  if (n > 0) {
    // The first word again, opened at the point; behind it the digits are one place on already.
    const word = (top != 0 ? (first << 8) | top : first) + ZEROS;
    const kept = (<u64>1 << (<u64>n << 3)) - 1;
    store<u64>(o, (word & kept) | (<u64>46 << (<u64>n << 3)) | ((word & ~kept) << 8));
  }
  return fraction + extra + 16 - endZeros(first, second);
}

/** digits * 10^exponent in the form of ECMAScript's Number::toString. */
function writeScientific(o: usize, digits: u64, exponent: i32): usize {
  if (digits >= 1000000000000000) {
    const top = digits / 10000000000000000;
    const places = 16 + <i32>(top != 0) + exponent;
    if (top < 10 && -6 < places && places < 8) return writeLong(o, top, digits - top * 10000000000000000, places);
  }
  let count = <i32>(writeU64(DIGITS, digits) - DIGITS);
  const n = count + exponent;
  while (load<u8>(DIGITS + count - 1) == 48) count--;
  if (count <= n && n <= 21) {
    v128.store(o, i8x16.splat(48));
    store<u64>(o, 0x3030303030303030, 16);
    memory.copy(o, DIGITS, count);
    return o + n;
  }
  if (0 < n && n <= 21) {
    copy24(o, DIGITS);
    store<u8>(o + n, 46);
    copy24(o + n + 1, DIGITS + n);
    return o + count + 1;
  }
  if (-6 < n && n <= 0) {
    store<u64>(o, 0x3030303030302e30);
    copy24(o + 2 - n, DIGITS);
    return o + 2 - n + count;
  }
  store<u8>(o, load<u8>(DIGITS));
  store<u8>(o, 46, 1);
  copy24(o + 2, DIGITS + 1);
  o += count == 1 ? 1 : count + 1;
  store<u16>(o, n > 0 ? 0x2b65 : 0x2d65);
  return writeU64(o + 2, <u64>(n > 0 ? n - 1 : 1 - n));
}

function writeNotFinite(o: usize, isNaN: bool): usize {
  if (isNaN) {
    store<u32>(o, 0x4e614e);
    return o + 3;
  }
  store<u64>(o, 0x7974696e69666e49);
  return o + 8;
}

export function writeF64(o: usize, x: f64, powers: usize): usize {
  const bits = reinterpret<u64>(x) & 0x7fffffffffffffff;
  const magnitude = reinterpret<f64>(bits);
  store<u8>(o, 45);
  o += <usize>(x < 0);
  if (magnitude < 9007199254740992 && floor(magnitude) == magnitude) return writeU64(o, <u64>magnitude);
  const exponent = <i32>(bits >> 52);
  const fraction = bits & 0x000fffffffffffff;
  if (exponent == 2047) return writeNotFinite(o, fraction != 0);
  if (exponent == 0) return writeShortest(o, fraction, -1074, false, powers);
  return writeShortest(o, fraction | 0x0010000000000000, exponent - 1075, fraction == 0 && exponent > 1, powers);
}

export function writeF32(o: usize, x: f32, powers: usize): usize {
  const bits = reinterpret<u32>(x) & 0x7fffffff;
  const magnitude = reinterpret<f32>(bits);
  store<u8>(o, 45);
  o += <usize>(x < 0);
  if (magnitude < 16777216 && floor(magnitude) == magnitude) return writeU64(o, <u64>magnitude);
  const exponent = <i32>(bits >> 23);
  const fraction = bits & 0x007fffff;
  if (exponent == 255) return writeNotFinite(o, fraction != 0);
  if (exponent == 0) return writeShortest(o, fraction, -149, false, powers);
  return writeShortest(o, fraction | 0x00800000, exponent - 150, fraction == 0 && exponent > 1, powers);
}

/** Adding 2^52 rounds a smaller number to an integer, halves to even, and leaves that integer in the low 52 bits. */
const INTEGER_SHIFT: f64 = 4503599627370496;

// @ts-ignore: decorator
@inline
function shiftedInteger(shifted: f64): u64 {
  return reinterpret<u64>(shifted) & 0x000fffffffffffff;
}

/**
 * Text of a multiple of 10^-places without the search: n = x * 10^places to the nearest integer is exact when
 * n / 10^places is x again. Decimals of at most 15 digits are told apart by doubles, so n < 10^15 makes the text the
 * shortest one; from 10^-6 up ECMAScript writes it without an exponent.
 */
// @ts-ignore: decorator
@inline
export function writeFixed64(o: usize, x: f64, places: u32, powers: usize): usize {
  const magnitude = abs(x);
  const scale = realPowerOf10(places);
  const shifted = magnitude * scale + INTEGER_SHIFT;
  const n = shifted - INTEGER_SHIFT;
  if (!(n < 1e15 && n / scale == magnitude && (magnitude >= 1e-6 || magnitude == 0))) return writeF64(o, x, powers);
  store<u8>(o, 45);
  o += <usize>(x < 0);
  const whole = shiftedInteger(floor(magnitude) + INTEGER_SHIFT);
  return writeTrimmed(o, whole, shiftedInteger(shifted) - whole * powerOf10(places), places);
}

/** The same for float32, whose decimals of at most 6 digits are told apart. */
// @ts-ignore: decorator
@inline
export function writeFixed32(o: usize, x: f32, places: u32, powers: usize): usize {
  const magnitude = abs(x);
  const scale = realPowerOf10(places);
  const shifted = <f64>magnitude * scale + INTEGER_SHIFT;
  const n = shifted - INTEGER_SHIFT;
  const back = n / scale;
  if (!(n < 1e6 && <f32>back == magnitude && (magnitude >= 1e-6 || magnitude == 0))) return writeF32(o, x, powers);
  store<u8>(o, 45);
  o += <usize>(x < 0);
  const whole = shiftedInteger(floor(back) + INTEGER_SHIFT);
  return writeTrimmed(o, whole, shiftedInteger(shifted) - whole * powerOf10(places), places);
}
