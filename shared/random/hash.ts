import type { StreamKey } from './stream-key.ts';

const MASK = 0xffff_ffff_ffff_ffffn;

/**
 * The counter-based hash that every value comes from, as a formula: slow and plain, the reference of the kernels.
 * `row` and `draw` count from 0; the result is a u64. With k1 = 0 and draw = 0 it is SplitMix64's output after `row` steps
 * from state k0.
 *
 * Source: Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"; constants by Stafford (mix 13).
 * Checked against: test/golden/splitmix64.
 */
export function hash({ k0, k1 }: StreamKey, row: number | bigint, draw: number | bigint): bigint {
  let z = (k0 + BigInt(row) * 0x9e3779b97f4a7c15n + BigInt(draw) * 0xd1342543de82ef95n) & MASK;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
  z ^= k1;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
  return z ^ (z >> 31n);
}
