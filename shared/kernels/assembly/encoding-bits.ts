// Bit packing, LSB first, as the RLE/bit-packing hybrid and PLAIN booleans need it.

const ODD_BYTES: u64 = 0xff00ff00ff00ff00;
const ODD_SHORTS: u64 = 0xffff0000ffff0000;

/** Eight bytes below 2^width each -> 8 * width bits: neighbours are joined in pairs, three times. */
// @ts-ignore: decorator
@inline
function join8(lanes: u64, width: u64): u64 {
  const pairs = (lanes & ~ODD_BYTES) | ((lanes & ODD_BYTES) >> (8 - width));
  const quads = (pairs & ~ODD_SHORTS) | ((pairs & ODD_SHORTS) >> (16 - 2 * width));
  return (quads & 0xffffffff) | ((quads >> 32) << (4 * width));
}

/** Four shorts below 2^width each -> 4 * width bits. */
// @ts-ignore: decorator
@inline
function join4(lanes: u64, width: u64): u64 {
  const pairs = (lanes & ~ODD_SHORTS) | ((lanes & ODD_SHORTS) >> (16 - width));
  return (pairs & 0xffffffff) | ((pairs >> 32) << (2 * width));
}

/** The first `bytes` (0..8) bytes of a word, the others zero. */
// @ts-ignore: decorator
@inline
function firstBytes(word: u64, bytes: i32): u64 {
  return bytes >= 8 ? word : bytes <= 0 ? 0 : word & (((<u64>1) << (<u64>bytes << 3)) - 1);
}

export function packBits8(out: usize, values: usize, count: i32, width: u32): u32 {
  let to = out;
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    store<u64>(to, join8(load<u64>(values + i), width));
    to += width;
  }
  if (i < count) {
    store<u64>(to, join8(firstBytes(load<u64>(values + i), count - i), width));
    to += width;
  }
  return <u32>(to - out);
}

export function packBits16(out: usize, values: usize, count: i32, width: u32): u32 {
  let to = out;
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    const from = values + (<usize>i << 1);
    storeOctet(to, load<u64>(from), load<u64>(from, 8), width);
    to += width;
  }
  if (i < count) {
    const from = values + (<usize>i << 1);
    const bytes = (count - i) << 1;
    storeOctet(to, firstBytes(load<u64>(from), bytes), firstBytes(load<u64>(from, 8), bytes - 8), width);
    to += width;
  }
  return <u32>(to - out);
}

/** Eight shorts in two words -> 8 * width <= 128 bits; always writes 16 bytes. */
// @ts-ignore: decorator
@inline
function storeOctet(to: usize, first: u64, second: u64, width: u64): void {
  const low = join4(first, width);
  const high = join4(second, width);
  const bits = 4 * width;
  // Shifts count modulo 64: 64 bits (width 16) and 0 bits (width 0) take the other branch.
  if (bits - 1 < 63) {
    store<u64>(to, low | (high << bits));
    store<u64>(to, high >> (64 - bits), 8);
  } else {
    store<u64>(to, low);
    store<u64>(to, high, 8);
  }
}

export function countBits(values: usize, count: i32): i32 {
  let ones: u64 = 0;
  let i = 0;
  for (; i + 64 <= count; i += 64) ones += popcnt<u64>(load<u64>(values + (i >> 3)));
  if (i < count) ones += popcnt<u64>(load<u64>(values + (i >> 3)) & (((<u64>1) << <u64>(count - i)) - 1));
  return <i32>ones;
}

export function compactBits(out: usize, values: usize, count: i32, presence: usize): i32 {
  let to = out;
  let pending: u64 = 0;
  let bits: u64 = 0;
  let kept: u64 = 0;
  for (let i = 0; i < count; i++) {
    const isPresent = <u64>load<u8>(presence + i);
    const bit = (<u64>load<u8>(values + (i >> 3)) >> <u64>(i & 7)) & isPresent;
    pending |= bit << bits;
    bits += isPresent;
    kept += isPresent;
    // Branchless: the byte is written every time and left behind once it is full.
    store<u8>(to, <u8>pending);
    to += <usize>(bits >> 3);
    pending >>= bits & 8;
    bits &= 7;
  }
  return <i32>kept;
}
