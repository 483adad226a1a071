import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';

const ROUNDS = 6;
const TWO_32 = 2 ** 32;

/**
 * For every owner a permutation of 0..size-1 of its own: the i-th child of an owner takes the i-th entry, so no two
 * children of one owner take the same. A balanced Feistel network over the smallest even number of bits, walked until it
 * falls into the domain (at most four steps on average). Sources: Luby, Rackoff 1988; Black, Rogaway 2002.
 * Checked against: test/unit/columns/owner-bijection.test.ts (every permutation is one, every entry equally likely).
 */
export function bindOwnerBijection(session: KernelSession, key: Address, size: number) {
  const view = session.dataView;
  const seeds = [0, 4, 8, 12].map((offset) => view.getUint32(key + offset, true));
  const halfBits = Math.max(1, Math.ceil(bitsOf(size) / 2));
  const mask = 2 ** halfBits - 1;
  return (owner: number, ordinal: number): number => {
    const ownerLow = owner >>> 0;
    const ownerHigh = Math.floor(owner / TWO_32);
    let value = ordinal;
    do {
      let left = Math.floor(value / 2 ** halfBits);
      let right = value & mask;
      for (let round = 0; round < ROUNDS; round++) {
        const mixed = mix(right ^ seeds[round & 3]!, ownerLow, ownerHigh + round * 0x9e3779b1);
        [left, right] = [right, (left ^ mixed) & mask];
      }
      value = left * 2 ** halfBits + right;
    } while (value >= size);
    return value;
  };
}

/** 32 bits from three words by the finaliser of MurmurHash3 (Appleby), once per word. */
function mix(a: number, b: number, c: number): number {
  return finalise(finalise(finalise(a) ^ b) ^ (c | 0));
}

function finalise(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Bits of the largest entry. */
function bitsOf(size: number): number {
  let bits = 0;
  for (let largest = size - 1; largest > 0; largest = Math.floor(largest / 2)) bits++;
  return bits;
}
