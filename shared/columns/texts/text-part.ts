import type { Address } from '../../kernels/kernels.ts';

const TWO_TO_32 = 4_294_967_296;

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
  #words: Uint32Array = new Uint32Array(0);
  #wordsPerDraw = 0;
  #row = 0;
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
    this.#words = words;
    this.#wordsPerDraw = 2 * blockRows;
  }

  select(rowOfBlock: number): void {
    this.#row = 2 * rowOfBlock;
  }

  /** One of 0..size - 1 (size up to 2^20), each as likely as the other to 2^-32. */
  choose(slot: number, size: number): number {
    const word = this.#words[(slot >>> 1) * this.#wordsPerDraw + this.#row + (slot & 1)] ?? 0;
    return Math.floor((word * size) / TWO_TO_32);
  }
}

/** A part that is drawn although the text has a number. */
export function drawnPart(part: TextPart): TextPart {
  return { ways: 1, draw: (to) => part.draw(to), rank: (_index, to) => part.draw(to) };
}
