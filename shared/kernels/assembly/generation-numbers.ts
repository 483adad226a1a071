// Numbers: sequences, uniform integers and doubles, quantile tables, uuids.
import { DRAW_GAMMA, GAMMA, mix, multiplyHigh, scaled, secondWord, stateAt } from './hash';

const UNIT_OF_53_BITS: f64 = 1.0 / 9007199254740992.0;
/** Cells per octave of a quantile table: 2^5. */
const CELL_BITS: u64 = 5;
/** After so many redraws the low bound is taken; a redraw has a chance of at most 1/2. */
const REDRAWS_MAX: u64 = 64;

export function hashes(out: usize, count: i32, key: usize, draw: f64, row: f64): void {
  const k1 = secondWord(key);
  let state = stateAt(key, <u64>row) + <u64>draw * DRAW_GAMMA;
  const end = out + (<usize>count << 3);
  for (let to = out; to < end; to += 8) {
    store<u64>(to, mix(state, k1));
    state += GAMMA;
  }
}

export function sequenceI64(out: usize, count: i32, row: f64, start: i64, step: i64): void {
  let value = start + <i64>row * step;
  const end = out + (<usize>count << 3);
  for (let to = out; to < end; to += 8) {
    store<i64>(to, value);
    value += step;
  }
}

// The uniform kernels run twice at worst: a plain loop that only notes whether any row needs another draw, and then,
// almost never, a loop that redraws. A call inside the first loop would cost as much as the hash.

export function uniformI32(out: usize, count: i32, key: usize, row: f64, low: i32, span: f64): void {
  const factor = <u64>span;
  const k1 = secondWord(key);
  let state = stateAt(key, <u64>row);
  let isClose: u32 = 0;
  const end = out + (<usize>count << 2);
  for (let to = out; to < end; to += 4) {
    const product = scaled(mix(state, k1), factor);
    state += GAMMA;
    // Rejection starts below span <= 2^32: bits 32..63 of z * span must be 0.
    isClose |= <u32>(<u32>product == 0);
    store<i32>(to, low + <i32>(product >> 32));
  }
  if (isClose) redrawI32(out, end, key, stateAt(key, <u64>row), low, factor);
}

function redrawI32(out: usize, end: usize, key: usize, first: u64, low: i32, factor: u64): void {
  const rejectBelow = (0 - factor) % factor;
  const k1 = secondWord(key);
  let state = first;
  for (let to = out; to < end; to += 4) {
    if (mix(state, k1) * factor < rejectBelow)
      store<i32>(to, low + <i32>(scaled(redraw(state, key, factor, rejectBelow), factor) >> 32));
    state += GAMMA;
  }
}

export function uniformI64(out: usize, count: i32, key: usize, row: f64, low: i64, span: u64): void {
  const k1 = secondWord(key);
  let state = stateAt(key, <u64>row);
  const end = out + (<usize>count << 3);
  if (!span) {
    for (let to = out; to < end; to += 8, state += GAMMA) store<i64>(to, low + <i64>mix(state, k1));
    return;
  }
  const rejectBelow: u64 = (0 - span) % span;
  const spanLow = span & 0xffffffff;
  const spanHigh = span >> 32;
  let isRejected: u32 = 0;
  for (let to = out; to < end; to += 8) {
    const z = mix(state, k1);
    state += GAMMA;
    // The 128-bit product in 32-bit columns; multiplyHigh would need a fifth product for the lower half.
    const lowest = (z & 0xffffffff) * spanLow;
    const middle = (z >> 32) * spanLow + (lowest >> 32);
    const other = (z & 0xffffffff) * spanHigh + (middle & 0xffffffff);
    isRejected |= <u32>(((other << 32) | (lowest & 0xffffffff)) < rejectBelow);
    store<i64>(to, low + <i64>((z >> 32) * spanHigh + (middle >> 32) + (other >> 32)));
  }
  if (isRejected) redrawI64(out, end, key, stateAt(key, <u64>row), low, span);
}

function redrawI64(out: usize, end: usize, key: usize, first: u64, low: i64, span: u64): void {
  const rejectBelow = (0 - span) % span;
  const k1 = secondWord(key);
  let state = first;
  for (let to = out; to < end; to += 8) {
    const z = mix(state, k1);
    if (z * span < rejectBelow) store<i64>(to, low + <i64>multiplyHigh(redraw(state, key, span, rejectBelow), span));
    state += GAMMA;
  }
}

/** The first hash of draws 1, 2, … that Lemire's method accepts. */
function redraw(state: u64, key: usize, span: u64, rejectBelow: u64): u64 {
  const k1 = secondWord(key);
  let next = state + DRAW_GAMMA;
  let z = mix(next, k1);
  while (z * span < rejectBelow) {
    next += DRAW_GAMMA;
    z = mix(next, k1);
  }
  return z;
}

export function uniformF64(out: usize, count: i32, key: usize, row: f64, low: f64, high: f64): void {
  const width = high - low;
  const k1 = secondWord(key);
  let state = stateAt(key, <u64>row);
  let isRejected: u32 = 0;
  const end = out + (<usize>count << 3);
  for (let to = out; to < end; to += 8) {
    const value = low + unitOf(mix(state, k1)) * width;
    state += GAMMA;
    isRejected |= <u32>!(value < high);
    store<f64>(to, value);
  }
  if (isRejected) redrawF64(out, end, key, stateAt(key, <u64>row), low, high);
}

function redrawF64(out: usize, end: usize, key: usize, first: u64, low: f64, high: f64): void {
  const width = high - low;
  const k1 = secondWord(key);
  let state = first;
  for (let to = out; to < end; to += 8) {
    let value = load<f64>(to);
    for (let draw: u64 = 1; !(value < high) && draw <= REDRAWS_MAX; draw++)
      value = low + unitOf(mix(state + draw * DRAW_GAMMA, k1)) * width;
    store<f64>(to, value < high ? value : low);
    state += GAMMA;
  }
}

// @ts-ignore: decorator
@inline
function unitOf(z: u64): f64 {
  return <f64>(<i64>(z >> 11)) * UNIT_OF_53_BITS;
}

export function quantileF64(out: usize, count: i32, key: usize, row: f64, table: usize, octaves: i32): void {
  const k1 = secondWord(key);
  const tailBytes = <usize>octaves << 10;
  const lastOctave = <u64>octaves - 1;
  let state = stateAt(key, <u64>row);
  const end = out + (<usize>count << 3);
  for (let to = out; to < end; to += 8) {
    const z = mix(state, k1);
    state += GAMMA;
    const tail = <usize>(z >> 63) * tailBytes;
    let fraction = (z << 1) | 1;
    let octave = clz<u64>(fraction);
    if (octave > lastOctave) {
      octave = lastOctave;
      fraction = <u64>1 << (63 - octave);
    }
    const position = (fraction << octave) << 1;
    const cell = table + tail + (<usize>octave << 10) + (<usize>(position >> (64 - CELL_BITS)) << 5);
    const t = unitOf(position << CELL_BITS);
    store<f64>(
      to,
      load<f64>(cell) + t * (load<f64>(cell, 8) + t * (load<f64>(cell, 16) + t * load<f64>(cell, 24))),
    );
  }
}

export function uuidV4(out: usize, count: i32, key: usize, row: f64): void {
  const k1 = secondWord(key);
  let state = stateAt(key, <u64>row);
  const end = out + (<usize>count << 4);
  // Bytes 6 and 8 hold version and variant: byte 6 is bits 48..55 of the first word, byte 8 bits 0..7 of the second.
  for (let to = out; to < end; to += 16) {
    store<u64>(to, (mix(state, k1) & 0xff0fffffffffffff) | 0x0040000000000000);
    store<u64>(to, (mix(state + DRAW_GAMMA, k1) & 0xffffffffffffff3f) | 0x80, 8);
    state += GAMMA;
  }
}
