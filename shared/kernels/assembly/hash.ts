// The one source of randomness (see GenerationKernels in ../kernels.ts for the formula).

export const GAMMA: u64 = 0x9e3779b97f4a7c15;
export const DRAW_GAMMA: u64 = 0xd1342543de82ef95;

// @ts-ignore: decorator
@inline
export function mix(state: u64, k1: u64): u64 {
  let z = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
  z ^= k1;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/** The state of draw 0 for counter `row`; each further row adds GAMMA, each further draw DRAW_GAMMA. */
// @ts-ignore: decorator
@inline
export function stateAt(key: usize, row: u64): u64 {
  return load<u64>(key) + row * GAMMA;
}

/** k1 of the key. */
// @ts-ignore: decorator
@inline
export function secondWord(key: usize): u64 {
  return load<u64>(key, 8);
}

/** The 32-bit half of the pair's hash that belongs to `row`: low for even rows, high for odd ones. */
// @ts-ignore: decorator
@inline
export function halfOf(key: usize, row: u64): u32 {
  return <u32>(mix(stateAt(key, row >> 1), secondWord(key)) >> ((row & 1) << 5));
}

/** floor(z * factor / 2^32) for factor <= 2^32: the integer in the high 32 bits, 32 bits of fraction below. */
// @ts-ignore: decorator
@inline
export function scaled(z: u64, factor: u64): u64 {
  return (z >> 32) * factor + (((z & 0xffffffff) * factor) >> 32);
}

/** floor(a * b / 2^64). */
// @ts-ignore: decorator
@inline
export function multiplyHigh(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const middle = aHigh * bLow + ((aLow * bLow) >> 32);
  const other = aLow * bHigh + (middle & 0xffffffff);
  return aHigh * bHigh + (middle >> 32) + (other >> 32);
}
