import { writeScalar, TEXT_OFFSETS, TEXT_RAW } from './text-values';

const HASH = memory.data(16);
const VALUE = memory.data(128);

const C1: u64 = 0x87c37b91114253d5;
const C2: u64 = 0x4cf5ad432745937f;
const GOLDEN_GAMMA: u64 = 0x9e3779b97f4a7c15;
/** The pair of a null: no text hashes to it but by chance (hexadecimal digits of pi). */
const NULL_HIGH: u64 = 0x243f6a8885a308d3;
const NULL_LOW: u64 = 0x13198a2e03707344;

// @ts-ignore: decorator
@inline
function mix(x: u64): u64 {
  x = (x ^ (x >> 33)) * 0xff51afd7ed558ccd;
  x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53;
  return x ^ (x >> 33);
}

// @ts-ignore: decorator
@inline
function scramble1(k: u64): u64 {
  return rotl(k * C1, 31) * C2;
}

// @ts-ignore: decorator
@inline
function scramble2(k: u64): u64 {
  return rotl(k * C2, 33) * C1;
}

/** The first `bytes` bytes of a word, 0..7. */
// @ts-ignore: decorator
@inline
function keep(word: u64, bytes: usize): u64 {
  return word & ((<u64>1 << (<u64>bytes << 3)) - 1);
}

/** MurmurHash3_x64_128, seed 0. The tail is read as whole words: 16 bytes after the text must be readable. */
export function hashText(out: usize, text: usize, bytes: u32): void {
  let h1: u64 = 0;
  let h2: u64 = 0;
  let p = text;
  const end = text + (bytes & ~15);
  for (; p < end; p += 16) {
    h1 ^= scramble1(load<u64>(p));
    h1 = (rotl(h1, 27) + h2) * 5 + 0x52dce729;
    h2 ^= scramble2(load<u64>(p, 8));
    h2 = (rotl(h2, 31) + h1) * 5 + 0x38495ab5;
  }
  const rest = <usize>(bytes & 15);
  if (rest >= 8) {
    h2 ^= scramble2(keep(load<u64>(p, 8), rest - 8));
    h1 ^= scramble1(load<u64>(p));
  } else {
    h1 ^= scramble1(keep(load<u64>(p), rest));
  }
  h1 ^= bytes;
  h2 ^= bytes;
  h1 += h2;
  h2 += h1;
  h1 = mix(h1);
  h2 = mix(h2);
  h1 += h2;
  store<u64>(out, h1);
  store<u64>(out, h2 + h1, 8);
}

/** The hash of row `r`'s text at HASH. */
// @ts-ignore: decorator
@inline
function hashValue(column: usize, kind: u32, values: usize, r: u32, entry: usize): void {
  if (kind == TEXT_RAW) {
    hashText(HASH, entry + 4, load<u32>(entry));
  } else if (kind == TEXT_OFFSETS) {
    const offsets = <usize>load<u32>(column, 12) + (<usize>r << 2);
    const start = load<u32>(offsets);
    hashText(HASH, values + start, load<u32>(offsets, 4) - start);
  } else {
    hashText(HASH, VALUE, <u32>(writeScalar(VALUE, column, kind, values, r) - VALUE));
  }
}

export function digestColumn(sums: usize, rowHashes: usize, column: usize, count: u32, row: f64): void {
  const kind = load<u32>(column);
  const values = <usize>load<u32>(column, 4);
  const presence = <usize>load<u32>(column, 8);
  let entry = values;
  let sum0 = load<u64>(sums);
  let sum1 = load<u64>(sums, 8);
  for (let r: u32 = 0; r < count; r++) {
    let high = NULL_HIGH;
    let low = NULL_LOW;
    if (presence == 0 || load<u8>(presence + r)) {
      hashValue(column, kind, values, r, entry);
      high = load<u64>(HASH);
      low = load<u64>(HASH, 8);
    }
    if (kind == TEXT_RAW) entry += 4 + <usize>load<u32>(entry);
    const s = mix((<u64>row + r) * GOLDEN_GAMMA);
    sum0 += mix(high ^ s);
    sum1 += mix(low + s);
    const pairAt = rowHashes + (<usize>r << 4);
    store<u64>(pairAt, mix(rotl(load<u64>(pairAt), 23) ^ high));
    store<u64>(pairAt, mix(rotl(load<u64>(pairAt, 8), 29) + low), 8);
  }
  store<u64>(sums, sum0);
  store<u64>(sums, sum1, 8);
}

export function digestRows(sums: usize, rowHashes: usize, count: u32): void {
  let sum0 = load<u64>(sums);
  let sum1 = load<u64>(sums, 8);
  for (let r: u32 = 0; r < count; r++) {
    const p = load<u64>(rowHashes + (<usize>r << 4));
    const q = load<u64>(rowHashes + (<usize>r << 4), 8);
    sum0 += mix(p + rotl(q, 32));
    sum1 += mix(q ^ rotl(p, 32));
  }
  store<u64>(sums, sum0);
  store<u64>(sums, sum1, 8);
}
