// Unique integers: a keyed bijection of [0, span), row by row (GenerationKernels in ../kernels.ts has the formula).
import { DRAW_GAMMA, mix, secondWord, stateAt } from './hash';

/** The constants are hashes of row 0 at draws from here on, which no value takes. */
const FIRST_DRAW: u64 = 0x80000000;
const CONSTANTS: usize = 8;
/** Factors of few bits are few: domains of up to so many bits are permuted several times over. */
const SMALL_BITS: u64 = 9;
const SMALL_PASSES: u64 = 4;
/** Rows whose images are walked together. */
const BLOCK_ROWS: i32 = 1_024;
const constants = memory.data(64, 16);
/** Which rows of the block still lie outside the span. */
const outside = memory.data(2_048, 16);

export function permutedI64(out: usize, count: i32, key: usize, row: f64, low: i64, span: u64): void {
  fill<u64>(out, count, key, span ? <u64>row % span : <u64>row, <u64>low, span - 1);
}

export function permutedI32(out: usize, count: i32, key: usize, row: f64, low: i32, span: f64): void {
  fill<u32>(out, count, key, <u64>row % <u64>span, <u64>(<i64>low), <u64>span - 1);
}

/** Of one pass: two summands, then six odd factors. */
function placeConstants(key: usize, pass: u64): void {
  const k1 = secondWord(key);
  let state = stateAt(key, 0) + (FIRST_DRAW + pass * CONSTANTS) * DRAW_GAMMA;
  for (let i: usize = 0; i < CONSTANTS; i++, state += DRAW_GAMMA)
    store<u64>(constants + (i << 3), i < 2 ? mix(state, k1) : mix(state, k1) | 1);
}

/** Images of `first`, first + 1, …, block by block. */
function fill<Value>(out: usize, count: i32, key: usize, first: u64, low: u64, last: u64): void {
  const mask = last ? <u64>-1 >> clz<u64>(last) : 0;
  let index = first;
  for (let done = 0; done < count; done += BLOCK_ROWS) {
    const to = out + <usize>done * sizeof<Value>();
    const rows = min<i32>(BLOCK_ROWS, count - done);
    placeConstants(key, 0);
    index = fillBlock<Value>(to, rows, index, low, last, mask);
    if (mask >> SMALL_BITS == 0) for (let pass: u64 = 1; pass < SMALL_PASSES; pass++) {
      placeConstants(key, pass);
      for (let i = 0; i < rows; i++) store<u16>(outside + (<usize>i << 1), <u16>i);
      walkAll<Value>(to, rows, low, last, mask);
    }
  }
}

/**
 * Images outside the span walk on in a second loop: a branch for each row that is taken by chance would cost more than
 * the rounds. Returns the next index.
 */
function fillBlock<Value>(to: usize, rows: i32, first: u64, low: u64, last: u64, mask: u64): u64 {
  const shift = max<u64>(popcnt<u64>(mask) >> 1, 1);
  const after = load<u64>(constants, 8);
  // As locals: loads within the loop would cost a fifth of it.
  const m0 = load<u64>(constants, 16);
  const m1 = load<u64>(constants, 24);
  const m2 = load<u64>(constants, 32);
  const m3 = load<u64>(constants, 40);
  const m4 = load<u64>(constants, 48);
  const m5 = load<u64>(constants, 56);
  let index = first;
  let product = (index + load<u64>(constants)) * m0;
  let left = 0;
  for (let i = 0; i < rows; i++) {
    const x = rounds(product, mask, shift, after, m1, m2, m3, m4, m5);
    store<Value>(to + <usize>i * sizeof<Value>(), <Value>(low + x));
    store<u16>(outside + (<usize>left << 1), <u16>i);
    left += <i32>(x > last);
    product += m0;
    if (index++ == last) {
      index = 0;
      product = load<u64>(constants) * m0;
    }
  }
  walkAll<Value>(to, left, low, last, mask);
  return index;
}

/** Steps for the first `count` rows listed as outside, until none is. */
function walkAll<Value>(to: usize, count: i32, low: u64, last: u64, mask: u64): void {
  for (let left = count; left > 0; ) left = walk<Value>(to, left, low, last, mask);
}

/** One step for every row listed; lists those that lie outside after it and returns how many they are. */
function walk<Value>(to: usize, count: i32, low: u64, last: u64, mask: u64): i32 {
  const shift = max<u64>(popcnt<u64>(mask) >> 1, 1);
  const before = load<u64>(constants);
  const after = load<u64>(constants, 8);
  const m0 = load<u64>(constants, 16);
  const m1 = load<u64>(constants, 24);
  const m2 = load<u64>(constants, 32);
  const m3 = load<u64>(constants, 40);
  const m4 = load<u64>(constants, 48);
  const m5 = load<u64>(constants, 56);
  let left = 0;
  for (let j = 0; j < count; j++) {
    const i = load<u16>(outside + (<usize>j << 1));
    const at = to + <usize>i * sizeof<Value>();
    const from = (<u64>load<Value>(at) - low) & mask;
    const x = rounds((from + before) * m0, mask, shift, after, m1, m2, m3, m4, m5);
    store<Value>(at, <Value>(low + x));
    store<u16>(outside + (<usize>left << 1), i);
    left += <i32>(x > last);
  }
  return left;
}

/** Every step can be undone modulo 2^bits: an exclusive or with higher bits, an odd factor, a sum. */
// @ts-ignore: decorator
@inline
function rounds(
  product: u64,
  mask: u64,
  shift: u64,
  after: u64,
  m1: u64,
  m2: u64,
  m3: u64,
  m4: u64,
  m5: u64,
): u64 {
  let x = fold(product & mask, shift);
  x = fold((x * m1) & mask, shift);
  x = fold((x * m2) & mask, shift);
  x = fold((x * m3) & mask, shift);
  x = fold((x * m4) & mask, shift);
  x = fold((x * m5) & mask, shift);
  return (x + after) & mask;
}

// @ts-ignore: decorator
@inline
function fold(x: u64, shift: u64): u64 {
  return x ^ (x >> shift);
}
