import type { TwinMemory } from './twin-memory.ts';

/** Rows that a twin hashes at once. */
export const BLOCK_ROWS = 2_048;
const TWO_TO_32 = 4_294_967_296;

const GAMMA_HIGH = 0x9e3779b9;
const GAMMA_LOW = 0x7f4a7c15;
const DRAW_GAMMA_HIGH = 0xd1342543;
const DRAW_GAMMA_LOW = 0xde82ef95;

/** The key's four 32-bit words: k0 low, k0 high, k1 low, k1 high. */
export interface KeyWords {
  readonly k0Low: number;
  readonly k0High: number;
  readonly k1Low: number;
  readonly k1High: number;
}

export function readKey({ view }: TwinMemory, key: number): KeyWords {
  return {
    k0Low: view.getInt32(key, true),
    k0High: view.getInt32(key + 4, true),
    k1Low: view.getInt32(key + 8, true),
    k1High: view.getInt32(key + 12, true),
  };
}

/**
 * `count` hashes of rows row, row + 1, … into `words` as (low, high) pairs. 64-bit arithmetic in 32-bit limbs, since
 * BigInt would be ten to thirty times slower.
 */
export function fillHashes(words: Uint32Array, count: number, { key, draw, row }: HashStart): void {
  const rowLow = row | 0;
  const rowHigh = (row / TWO_TO_32) | 0;
  const startLow = Math.imul(rowLow, GAMMA_LOW);
  const startHigh = productHigh(rowLow, rowHigh, GAMMA_LOW, GAMMA_HIGH);
  const rowStateLow = (key.k0Low + startLow) | 0;
  const rowStateHigh = (key.k0High + startHigh + carryOf(rowStateLow, startLow)) | 0;
  const drawLow = Math.imul(draw, DRAW_GAMMA_LOW);
  const drawHigh = productHigh(draw, 0, DRAW_GAMMA_LOW, DRAW_GAMMA_HIGH);
  let stateLow = (rowStateLow + drawLow) | 0;
  let stateHigh = (rowStateHigh + drawHigh + carryOf(stateLow, drawLow)) | 0;
  for (let i = 0; i < 2 * count; i += 2) {
    let low = stateLow ^ ((stateLow >>> 30) | (stateHigh << 2));
    let high = stateHigh ^ (stateHigh >>> 30);
    high = productHigh(low, high, 0x1ce4e5b9, 0xbf58476d) ^ key.k1High;
    low = Math.imul(low, 0x1ce4e5b9) ^ key.k1Low;
    low ^= (low >>> 27) | (high << 5);
    high ^= high >>> 27;
    high = productHigh(low, high, 0x133111eb, 0x94d049bb);
    low = Math.imul(low, 0x133111eb);
    words[i] = low ^ ((low >>> 31) | (high << 1));
    words[i + 1] = high ^ (high >>> 31);
    stateLow = (stateLow + GAMMA_LOW) | 0;
    stateHigh = (stateHigh + GAMMA_HIGH + carryOf(stateLow, GAMMA_LOW)) | 0;
  }
}

export interface HashStart {
  readonly key: KeyWords;
  readonly draw: number;
  readonly row: number;
}

/** 1 if adding `added` to something gave `sum` by overflow. */
function carryOf(sum: number, added: number): number {
  return sum >>> 0 < added >>> 0 ? 1 : 0;
}

/** Bits 32..63 of the product of two 64-bit numbers given in halves; the low bits are Math.imul(aLow, bLow). */
export function productHigh(aLow: number, aHigh: number, bLow: number, bHigh: number): number {
  return (multiplyHigh32(aLow, bLow) + Math.imul(aLow, bHigh) + Math.imul(aHigh, bLow)) | 0;
}

/** Bits 32..63 of the product of two unsigned 32-bit numbers. */
export function multiplyHigh32(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  // Neither sum passes 2^32: (2^16 - 1)^2 + 2^16 - 1 is below it.
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const other = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (other >>> 16)) | 0;
}

/** The hashes of a page, block by block; `words` holds the block's hashes as (low, high) pairs until the next one. */
export class HashBlocks {
  readonly words = new Uint32Array(2 * BLOCK_ROWS);
  readonly #single = new Uint32Array(2);

  /** Calls `use(start, rows)` for each block: its first row relative to the page, and its number of rows. */
  forEach(count: number, start: HashStart, use: (start: number, rows: number) => void): void {
    for (let done = 0; done < count; done += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, count - done);
      fillHashes(this.words, rows, { ...start, row: start.row + done });
      use(done, rows);
    }
  }

  /** As `forEach`, where a pair of rows shares a hash: `words[shift + i]` is the u of row i of the block. */
  forEachHalf(count: number, start: HashStart, use: (start: number, rows: number, shift: number) => void): void {
    const shift = start.row % 2;
    const pairStart = Math.floor(start.row / 2);
    // Whole blocks start at the same place within a pair as the page does: BLOCK_ROWS is even.
    for (let done = 0; done < count; done += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, count - done);
      fillHashes(this.words, Math.ceil((rows + shift) / 2), { ...start, row: pairStart + done / 2 });
      use(done, rows, shift);
    }
  }

  /** One hash as [low, high], for redraws; valid until the next call. */
  at(start: HashStart): Uint32Array {
    fillHashes(this.#single, 1, start);
    return this.#single;
  }
}
