import type { GenerationKernels } from '../kernels.ts';
import { HashBlocks, type KeyWords, productHigh, readKey } from './hash-twin.ts';
import type { TwinMemory } from './twin-memory.ts';

const TWO_TO_32 = 4_294_967_296;
const FIRST_DRAW = 0x8000_0000;
const CONSTANTS = 8;
const SMALL_BITS = 9;
const SMALL_PASSES = 4;

type PermutedKernels = Pick<GenerationKernels, 'permutedI64' | 'permutedI32'>;

/** Twins of the kernels that give unique integers. */
export function createPermutedTwin(memory: TwinMemory): PermutedKernels {
  const blocks = new HashBlocks();

  return {
    permutedI64(out, count, keyAddress, row, low, span) {
      const values = memory.u32.subarray(out / 4);
      const domain = BigInt.asUintN(64, span) || 1n << 64n;
      const permutation = new Permutation(blocks, readKey(memory, keyAddress), domain);
      const lowLow = Number(BigInt.asUintN(32, low));
      const lowHigh = Number(BigInt.asIntN(32, low >> 32n));
      const first = BigInt(row) % domain;
      for (let i = 0; i < count; i++) {
        permutation.apply((first + BigInt(i)) % domain);
        const sum = permutation.low + lowLow;
        values[2 * i] = sum;
        values[2 * i + 1] = permutation.high + lowHigh + (sum >= TWO_TO_32 ? 1 : 0);
      }
    },
    permutedI32(out, count, keyAddress, row, low, span) {
      const values = memory.i32.subarray(out / 4);
      const permutation = new Permutation(blocks, readKey(memory, keyAddress), BigInt(span));
      for (let i = 0; i < count; i++) {
        permutation.apply(((BigInt(row) % BigInt(span)) + BigInt(i)) % BigInt(span));
        values[i] = low + permutation.low;
      }
    },
  };
}

/** A keyed bijection of [0, span) in 32-bit halves: the image of the last `apply` is `low` and `high`, both unsigned. */
class Permutation {
  low = 0;
  high = 0;
  readonly #passes: Uint32Array[];
  readonly #last: readonly [low: number, high: number];
  readonly #mask: readonly [low: number, high: number];
  readonly #shift: number;

  constructor(blocks: HashBlocks, key: KeyWords, span: bigint) {
    const last = span - 1n;
    const bits = last === 0n ? 0 : last.toString(2).length;
    const mask = (1n << BigInt(bits)) - 1n;
    this.#last = halves(last);
    this.#mask = halves(mask);
    this.#shift = Math.max(bits >>> 1, 1);
    this.#passes = Array.from({ length: bits <= SMALL_BITS ? SMALL_PASSES : 1 }, (_, pass) =>
      passConstants(blocks, key, pass),
    );
  }

  apply(index: bigint): void {
    [this.low, this.high] = halves(index);
    for (const constants of this.#passes) {
      do this.#step(constants);
      while (this.high > this.#last[1] || (this.high === this.#last[1] && this.low > this.#last[0]));
    }
  }

  #step(constants: Uint32Array): void {
    this.#add(constants[0]!, constants[1]!);
    for (let i = 4; i < 2 * CONSTANTS; i += 2) this.#round(constants[i]! | 1, constants[i + 1]!);
    this.#add(constants[2]!, constants[3]!);
    this.low = (this.low & this.#mask[0]) >>> 0;
    this.high = (this.high & this.#mask[1]) >>> 0;
  }

  #add(low: number, high: number): void {
    const sum = this.low + (low >>> 0);
    this.low = sum >>> 0;
    this.high = (this.high + high + (sum >= TWO_TO_32 ? 1 : 0)) >>> 0;
  }

  #round(factorLow: number, factorHigh: number): void {
    const high = productHigh(this.low, this.high, factorLow, factorHigh) & this.#mask[1];
    const low = Math.imul(this.low, factorLow) & this.#mask[0];
    const shift = this.#shift;
    // The shift is at most 32: half of 64 bits.
    const shifted = shift === 32 ? high : (low >>> shift) | (high << (32 - shift));
    this.low = (low ^ shifted) >>> 0;
    this.high = (shift === 32 ? high : high ^ (high >>> shift)) >>> 0;
  }
}

function halves(value: bigint): readonly [low: number, high: number] {
  return [Number(value & 0xffff_ffffn), Number(value >> 32n)];
}

/** The constants of one pass as (low, high) pairs. */
function passConstants(blocks: HashBlocks, key: KeyWords, pass: number): Uint32Array {
  const constants = new Uint32Array(2 * CONSTANTS);
  for (let i = 0; i < CONSTANTS; i++)
    constants.set(blocks.at({ key, draw: FIRST_DRAW + pass * CONSTANTS + i, row: 0 }), 2 * i);
  return constants;
}
