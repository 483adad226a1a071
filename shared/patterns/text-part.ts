import type { Address } from '../kernels/kernels.ts';

const UNIT_OF_32_BITS = 2 ** -32;

/** A stretch of text that can write itself, drawn or by its number. */
export interface TextPart {
  /** Numbers of `rank` lie in [0, ways). */
  readonly ways: number;
  /** Writes a text drawn by the row's words; returns its end. */
  draw(to: Address): Address;
  /** Writes the text with this number; returns its end. */
  rank(index: number, to: Address): Address;
}

/** Where parts write and what they draw from: pointed at a page, then at one row after the other. */
export class TextRow {
  bytes: Uint8Array = new Uint8Array(0);
  /** Words of all rows of a block; those of a row are found by `wordAt`. */
  words: Uint32Array = new Uint32Array(0);
  /** Place of the row's first word. */
  first = 0;
  #wordsPerDraw = 0;
  #slots = 0;

  /** Two 32-bit words come from one hash: slot 2d is the low half of draw d, slot 2d + 1 the high half. */
  addSlot(): number {
    return this.#slots++;
  }

  get draws(): number {
    return Math.ceil(this.#slots / 2);
  }

  /** `words`: the hashes of `blockRows` rows for draw 0, then those for draw 1, and so on. */
  point(bytes: Uint8Array, words: Uint32Array, blockRows: number): void {
    this.bytes = bytes;
    this.words = words;
    this.#wordsPerDraw = 2 * blockRows;
  }

  select(rowOfBlock: number): void {
    this.first = 2 * rowOfBlock;
  }

  /** The row's word of a slot, as an index of `words`. */
  wordAt(slot: number): number {
    return (slot >>> 1) * this.#wordsPerDraw + this.first + (slot & 1);
  }

  /** One of 0..size - 1 (size up to 2^20), each as likely as the other to 2^-32. */
  choose(slot: number, size: number): number {
    return scaleWord(this.words[this.wordAt(slot)]!, size);
  }
}

/** floor(word * size / 2^32) of an unsigned word. */
export function scaleWord(word: number, size: number): number {
  return (word * size * UNIT_OF_32_BITS) >>> 0;
}

/** A part that is drawn although the text has a number. */
export function drawnPart(part: TextPart): TextPart {
  return { ways: 1, draw: (to) => part.draw(to), rank: (_index, to) => part.draw(to) };
}
