// Codes and booleans: alias sampling, thresholds, grouped ranges.
import { GAMMA, halfOf, mix, scaled, secondWord, stateAt } from './hash';

/**
 * `product`: code in the high 32 bits, fraction in the low ones. A select through a mask: the branch would be
 * mispredicted for every other value and cost more than the hash.
 */
// @ts-ignore: decorator
@inline
function aliasOf(product: u64, table: usize, aliases: usize): u32 {
  const code = <u32>(product >> 32);
  const keep: u32 = 0 - <u32>(<u32>product < load<u32>(table + (<usize>code << 2)));
  return (code & keep) | (<u32>load<u16>(aliases + (<usize>code << 1)) & ~keep);
}

/** The codes of the pair of rows whose hash is `z`. */
// @ts-ignore: decorator
@inline
function storeAliasPair(to: usize, z: u64, factor: u64, table: usize, aliases: usize): void {
  const even = aliasOf((z & 0xffffffff) * factor, table, aliases);
  const odd = aliasOf((z >> 32) * factor, table, aliases);
  store<u16>(to, <u16>(even | (odd << 8)));
}

export function aliasCodes8(out: usize, count: i32, key: usize, row: f64, table: usize, size: u32): void {
  const aliases = table + (<usize>size << 2);
  const factor = <u64>size;
  let first = <u64>row;
  let to = out;
  const end = out + <usize>count;
  if (first & 1 && to < end) {
    store<u8>(to++, <u8>aliasOf(<u64>halfOf(key, first) * factor, table, aliases));
    first++;
  }
  const k1 = secondWord(key);
  let state = stateAt(key, first >> 1);
  // Four hashes ahead of the first store overlap: a sixth faster than pair by pair.
  for (; to + 7 < end; to += 8) {
    const z0 = mix(state, k1);
    const z1 = mix(state + GAMMA, k1);
    const z2 = mix(state + 2 * GAMMA, k1);
    const z3 = mix(state + 3 * GAMMA, k1);
    state += 4 * GAMMA;
    storeAliasPair(to, z0, factor, table, aliases);
    storeAliasPair(to + 2, z1, factor, table, aliases);
    storeAliasPair(to + 4, z2, factor, table, aliases);
    storeAliasPair(to + 6, z3, factor, table, aliases);
  }
  for (; to + 1 < end; to += 2) {
    storeAliasPair(to, mix(state, k1), factor, table, aliases);
    state += GAMMA;
  }
  if (to < end) store<u8>(to, <u8>aliasOf((mix(state, k1) & 0xffffffff) * factor, table, aliases));
}

export function aliasCodes16(out: usize, count: i32, key: usize, row: f64, table: usize, size: u32): void {
  const aliases = table + (<usize>size << 2);
  const factor = <u64>size;
  let first = <u64>row;
  let to = out;
  const end = out + (<usize>count << 1);
  if (first & 1 && to < end) {
    store<u16>(to, <u16>aliasOf(<u64>halfOf(key, first) * factor, table, aliases));
    to += 2;
    first++;
  }
  const k1 = secondWord(key);
  let state = stateAt(key, first >> 1);
  for (; to + 2 < end; to += 4) {
    const z = mix(state, k1);
    state += GAMMA;
    const even = aliasOf((z & 0xffffffff) * factor, table, aliases);
    const odd = aliasOf((z >> 32) * factor, table, aliases);
    store<u32>(to, even | (odd << 16));
  }
  if (to < end) store<u16>(to, <u16>aliasOf((mix(state, k1) & 0xffffffff) * factor, table, aliases));
}

export function aliasCodesWide(out: usize, count: i32, key: usize, row: f64, table: usize, size: u32): void {
  const aliases = table + (<usize>size << 2);
  const k1 = secondWord(key);
  let state = stateAt(key, <u64>row);
  const end = out + (<usize>count << 1);
  for (let to = out; to < end; to += 2) {
    store<u16>(to, <u16>aliasOf(scaled(mix(state, k1), <u64>size), table, aliases));
    state += GAMMA;
  }
}

/** Codes 0..size-1 with equal weights: no table, otherwise as aliasCodes16. */
export function uniformCodes16(out: usize, count: i32, key: usize, row: f64, size: u32): void {
  const factor = <u64>size;
  let first = <u64>row;
  let to = out;
  const end = out + (<usize>count << 1);
  if (first & 1 && to < end) {
    store<u16>(to, <u16>((<u64>halfOf(key, first) * factor) >> 32));
    to += 2;
    first++;
  }
  const k1 = secondWord(key);
  let state = stateAt(key, first >> 1);
  for (; to + 2 < end; to += 4) {
    const z = mix(state, k1);
    state += GAMMA;
    const even = ((z & 0xffffffff) * factor) >> 32;
    const odd = ((z >> 32) * factor) >> 32;
    store<u32>(to, <u32>(even | (odd << 16)));
  }
  if (to < end) store<u16>(to, <u16>(((mix(state, k1) & 0xffffffff) * factor) >> 32));
}

export function booleanBits(out: usize, count: i32, key: usize, row: f64, threshold: f64): void {
  const bytes = (count + 7) >> 3;
  if (threshold >= 4294967296.0) memory.fill(out, 0xff, bytes);
  else fillBits(out, bytes, key, <u64>row, <u32>threshold);
  const tail = count & 7;
  if (tail) store<u8>(out + bytes - 1, <u8>(<u32>load<u8>(out + bytes - 1) & ((1 << tail) - 1)));
}

function fillBits(out: usize, bytes: i32, key: usize, row: u64, limit: u32): void {
  const k1 = secondWord(key);
  let state = stateAt(key, row >> 1);
  // An odd first row leaves the low half of its pair to the row before: bits move down by one across bytes.
  const shift = <u32>(row & 1);
  let window: u32 = 0;
  if (shift) {
    window = pairBits(mix(state, k1), limit) >> 1;
    state += GAMMA;
  }
  for (let i = 0; i < bytes; i++) {
    let bits = pairBits(mix(state, k1), limit);
    bits |= pairBits(mix(state + GAMMA, k1), limit) << 2;
    bits |= pairBits(mix(state + 2 * GAMMA, k1), limit) << 4;
    bits |= pairBits(mix(state + 3 * GAMMA, k1), limit) << 6;
    state += 4 * GAMMA;
    window |= bits << shift;
    store<u8>(out + i, <u8>window);
    window >>= 8;
  }
}

/** Bit 0: the even row, bit 1: the odd one. */
// @ts-ignore: decorator
@inline
function pairBits(z: u64, limit: u32): u32 {
  return <u32>(<u32>z < limit) | (<u32>(<u32>(z >> 32) < limit) << 1);
}

export function booleanBytes(out: usize, count: i32, key: usize, row: f64, threshold: f64): i32 {
  const limit = <u64>threshold;
  let first = <u64>row;
  let to = out;
  const end = out + <usize>count;
  let trues: u32 = 0;
  if (first & 1 && to < end) {
    trues = <u32>(<u64>halfOf(key, first) < limit);
    store<u8>(to++, <u8>trues);
    first++;
  }
  const k1 = secondWord(key);
  let state = stateAt(key, first >> 1);
  for (; to + 1 < end; to += 2) {
    const z = mix(state, k1);
    state += GAMMA;
    const even = <u32>((z & 0xffffffff) < limit);
    const odd = <u32>(z >> 32 < limit);
    trues += even + odd;
    store<u16>(to, <u16>(even | (odd << 8)));
  }
  if (to < end) {
    const last = <u32>((mix(state, k1) & 0xffffffff) < limit);
    trues += last;
    store<u8>(to, <u8>last);
  }
  return trues;
}

export function groupedCodes16(out: usize, count: i32, key: usize, row: f64, groups: usize, ranges: usize): void {
  const k1 = secondWord(key);
  let state = stateAt(key, <u64>row);
  for (let i: usize = 0; i < <usize>count; i++) {
    const range = ranges + (<usize>load<u8>(groups + i) << 3);
    const offset = <u32>(scaled(mix(state, k1), <u64>load<u32>(range, 4)) >> 32);
    store<u16>(out + (i << 1), <u16>(load<u32>(range) + offset));
    state += GAMMA;
  }
}
