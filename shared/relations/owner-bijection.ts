import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';

const ROUNDS = 8;
const TWO_32 = 2 ** 32;
/** The golden ratio's 32 bits: words of one owner are apart. */
const WORD_STEP = 0x9e3779b1;
/** Up to here an owner's whole permutation is shuffled: networks over few bits reach few permutations. */
const SHUFFLED_MAX = 64;

/** The entry of the owner's permutation at `ordinal`. */
export type ChooseEntry = (owner: number, ordinal: number) => number;

/**
 * For every owner a permutation of 0..size-1 of its own: the i-th child of an owner takes the i-th entry, so no two
 * children of one owner take the same. Call it anew for every page: it reads the key then. Rows of one owner follow each
 * other, so that what an owner needs is worked out once.
 * Checked against: test/statistical/foreign-keys.test.ts (every permutation is one, every order equally likely).
 */
export function ownerBijection(session: KernelSession, key: Address, size: number): ChooseEntry {
  const view = session.dataView;
  const seeds = [0, 4, 8, 12].map((offset) => view.getInt32(key + offset, true));
  const permutation = size <= SHUFFLED_MAX ? shuffled(size) : networked(size);
  let keptOwner = -1;
  return (owner, ordinal) => {
    invariant(ordinal < size, 'planning has refused owners with more children than there are entries');
    if (owner !== keptOwner) permutation.use(wordsOf(seeds, owner));
    keptOwner = owner;
    return permutation.entryAt(ordinal);
  };
}

interface Permutation {
  /** Takes the words of an owner, any number of them. */
  use(wordAt: (index: number) => number): void;
  entryAt(ordinal: number): number;
}

/** 32-bit words of an owner, from the stream's 128 bits. */
function wordsOf(seeds: readonly number[], owner: number): (index: number) => number {
  const low = finalise(finalise(seeds[0]! ^ (owner | 0)) ^ seeds[1]! ^ Math.floor(owner / TWO_32));
  return (index) => finalise(finalise((low + Math.imul(index, WORD_STEP)) ^ seeds[2]!) ^ seeds[3]!);
}

/** As far as it is asked for: owners have few children. Source: Fisher, Yates 1938; Durstenfeld 1964, algorithm 235. */
function shuffled(size: number): Permutation {
  const inOrder = Uint8Array.from({ length: size }, (_, entry) => entry);
  const entries = new Uint8Array(size);
  let wordAt = (_index: number) => 0;
  let done = 0;
  return {
    use(words) {
      entries.set(inOrder);
      wordAt = words;
      done = 0;
    },
    entryAt(ordinal) {
      for (; done <= ordinal; done++) {
        const other = done + Math.floor(((wordAt(done) >>> 0) / TWO_32) * (size - done));
        const entry = entries[other]!;
        entries[other] = entries[done]!;
        entries[done] = entry;
      }
      return entries[ordinal]!;
    },
  };
}

/**
 * A balanced Feistel network over the smallest even number of bits, walked until it falls into the domain (four steps on
 * average at most); size up to 2^52. Sources: Luby, Rackoff 1988; Black, Rogaway 2002.
 */
function networked(size: number): Permutation {
  const halfBits = Math.ceil(bitsOf(size) / 2);
  const half = 1 << halfBits;
  const network = { mask: half - 1, half };
  const roundKeys = new Int32Array(ROUNDS);
  return {
    use(wordAt) {
      for (let round = 0; round < ROUNDS; round++) roundKeys[round] = wordAt(round);
    },
    entryAt(ordinal) {
      let value = ordinal;
      do value = permute(value, roundKeys, network);
      while (value >= size);
      return value;
    },
  };
}

function permute(value: number, roundKeys: Int32Array, { mask, half }: { mask: number; half: number }): number {
  let left = Math.floor(value / half);
  let right = value - left * half;
  for (let round = 0; round < ROUNDS; round++) {
    const next = left ^ (finalise(right ^ roundKeys[round]!) & mask);
    left = right;
    right = next;
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
