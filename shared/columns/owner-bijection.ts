import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';

const ROUNDS = 6;
const TWO_32 = 2 ** 32;
/** The golden ratio's 32 bits: rounds of one owner have keys of their own. */
const ROUND_STEP = 0x9e3779b1;

/** The entry of the owner's permutation at `ordinal`. */
export type ChooseEntry = (owner: number, ordinal: number) => number;

/**
 * For every owner a permutation of 0..size-1 of its own: the i-th child of an owner takes the i-th entry, so no two
 * children of one owner take the same. A balanced Feistel network over the smallest even number of bits, walked until it
 * falls into the domain (four steps on average at most); size up to 2^52. Sources: Luby, Rackoff 1988; Black, Rogaway
 * 2002. Checked against: test/statistical/foreign-keys.test.ts (every permutation is one, every entry equally likely).
 * Call it anew for every page: it reads the key then.
 */
export function ownerBijection(session: KernelSession, key: Address, size: number): ChooseEntry {
  const view = session.dataView;
  const seeds = [0, 4, 8, 12].map((offset) => view.getInt32(key + offset, true));
  const halfBits = Math.max(1, Math.ceil(bitsOf(size) / 2));
  const network = { mask: 2 ** halfBits - 1, half: 2 ** halfBits };
  const roundKeys = new Int32Array(ROUNDS);
  let keptOwner = -1;
  return (owner, ordinal) => {
    invariant(ordinal < size, 'planning has refused owners with more children than there are entries');
    if (owner !== keptOwner) scheduleKeys(roundKeys, seeds, owner);
    keptOwner = owner;
    let value = ordinal;
    do value = permute(value, roundKeys, network);
    while (value >= size);
    return value;
  };
}

/** Keys of all rounds from the stream's 128 bits and the owner. */
function scheduleKeys(roundKeys: Int32Array, seeds: readonly number[], owner: number): void {
  const [low, high] = [owner | 0, Math.floor(owner / TWO_32)];
  for (let round = 0; round < ROUNDS; round++) {
    const mixed = finalise(finalise(seeds[round & 3]! ^ low) ^ (high + Math.imul(round, ROUND_STEP)));
    roundKeys[round] = finalise(mixed ^ seeds[(round + 1) & 3]!);
  }
}

function permute(value: number, roundKeys: Int32Array, { mask, half }: { mask: number; half: number }): number {
  let left = Math.floor(value / half);
  let right = value - left * half;
  for (let round = 0; round < ROUNDS; round++) {
    const mixed = finalise(right ^ roundKeys[round]!) & mask;
    [left, right] = [right, left ^ mixed];
  }
  return left * half + right;
}

/** The finaliser of MurmurHash3 (Appleby): every bit of the word reaches every bit of the result. */
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
