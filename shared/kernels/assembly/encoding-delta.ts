// DELTA_BINARY_PACKED (Parquet encoding 5): header, then blocks of 128 deltas in 4 miniblocks of 32.

const BLOCK: i32 = 128;
const MINIBLOCKS: i32 = 4;
const MINIBLOCK: i32 = 32;
/** The deltas of one block, then its remainders over the smallest delta. */
const deltas = memory.data(1024, 16);

// @ts-ignore: decorator
@inline
function zigzag(value: i64): u64 {
  return (<u64>value << 1) ^ <u64>(value >> 63);
}

function storeVarint(to: usize, value: u64): usize {
  while (value >= 128) {
    store<u8>(to++, <u8>value | 128);
    value >>= 7;
  }
  store<u8>(to++, <u8>value);
  return to;
}

export function deltaI64(out: usize, values: usize, count: i32): u32 {
  let to = storeVarint(out, BLOCK);
  to = storeVarint(to, MINIBLOCKS);
  to = storeVarint(to, count);
  to = storeVarint(to, count > 0 ? zigzag(load<i64>(values)) : 0);
  for (let i = 1; i < count; i += BLOCK) to = storeBlock(to, values + (<usize>i << 3), min(BLOCK, count - i));
  return <u32>(to - out);
}

/** One block of `count` 1..128 deltas; `values` is the address behind the previous value. Differences wrap modulo 2^64. */
function storeBlock(out: usize, values: usize, count: i32): usize {
  let smallest = i64.MAX_VALUE;
  let previous = load<i64>(values - 8);
  for (let k = 0; k < count; k++) {
    const value = load<i64>(values + (<usize>k << 3));
    const delta = value - previous;
    previous = value;
    store<i64>(deltas + (<usize>k << 3), delta);
    smallest = delta < smallest ? delta : smallest;
  }
  // Padding of the last miniblock: its remainders become 0.
  for (let k = count; k < ((count + MINIBLOCK - 1) & ~(MINIBLOCK - 1)); k++) store<i64>(deltas + (<usize>k << 3), smallest);
  const widths = storeVarint(out, zigzag(smallest));
  let to = widths + MINIBLOCKS;
  for (let block = 0; block < MINIBLOCKS; block++) {
    if (block * MINIBLOCK >= count) {
      store<u8>(widths + block, 0);
      continue;
    }
    const from = deltas + (<usize>(block * MINIBLOCK) << 3);
    const width = subtractAll(from, smallest);
    store<u8>(widths + block, <u8>width);
    to = packMiniblock(to, from, width);
  }
  return to;
}

/** Subtracts from 32 values; returns the bits that the widest remainder needs. */
// @ts-ignore: decorator
@inline
function subtractAll(from: usize, smallest: i64): u64 {
  const by = i64x2.splat(smallest);
  let used = i64x2.splat(0);
  for (let k: usize = 0; k < 256; k += 16) {
    const remainder = i64x2.sub(v128.load(from + k), by);
    v128.store(from + k, remainder);
    used = v128.or(used, remainder);
  }
  return 64 - clz<u64>(<u64>i64x2.extract_lane(used, 0) | <u64>i64x2.extract_lane(used, 1));
}

/** 32 values of `width` 0..64 bits: exactly 4 * width bytes. */
// @ts-ignore: decorator
@inline
function packMiniblock(out: usize, from: usize, width: u64): usize {
  if (width == 0) return out;
  let to = out;
  let pending: u64 = 0;
  let bits: u64 = 0;
  for (let k: usize = 0; k < 256; k += 8) {
    const value = load<u64>(from + k);
    pending |= value << bits;
    bits += width;
    if (bits >= 64) {
      store<u64>(to, pending);
      to += 8;
      bits -= 64;
      pending = bits == 0 ? 0 : value >> (width - bits);
    }
  }
  store<u64>(to, pending);
  return out + <usize>(width << 2);
}
