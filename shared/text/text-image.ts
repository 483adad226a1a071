import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { TEXT_COLUMN_BYTES, TEXT_KIND } from '../kernels/text-kernels.ts';
import type { Fragments } from './fragments.ts';
import { powerTable } from './power-table.ts';
import type { DescribedColumn } from './text-descriptor.ts';
import type { ColumnText } from './written-column.ts';

const ALIGNMENT_BYTES = 16;
/** Kernels read whole vectors past the end of a block. */
const SLACK_BYTES = 64;

const FRAGMENT_KINDS = {
  codes8: TEXT_KIND.fragments8,
  codes16: TEXT_KIND.fragments16,
  bits: TEXT_KIND.fragmentBits,
} as const;

/**
 * The tables of a row writer as one relocatable block: kept outside linear memory and copied to the start of the arena
 * before each block of rows, since others use the arena in between. Offsets count from the block's start.
 */
export class TextImage {
  #blocks: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  #end = 0;
  #powers: number | undefined;
  #joined: Uint8Array | undefined;

  /** Room for `count` column descriptors, filled after placing. */
  reserveDescriptors(count: number): number {
    const offset = this.#end;
    this.#end = align(offset + count * TEXT_COLUMN_BYTES);
    return offset;
  }

  add(bytes: Uint8Array): number {
    const offset = this.#end;
    this.#blocks.push({ offset, bytes });
    this.#end = align(offset + bytes.length);
    return offset;
  }

  /** A column whose page holds values. */
  addValues(text: ColumnText): DescribedColumn {
    const a = text.isFloat ? this.#addPowers() : text.a;
    return { ...this.#addTexts(text), kind: text.kind, a, isOffset: text.isFloat, b: text.b };
  }

  /** A column whose page holds codes or bits. */
  addFragments(text: ColumnText, layout: keyof typeof FRAGMENT_KINDS, fragments: Fragments): DescribedColumn {
    const a = this.add(fragments.table);
    return {
      ...this.#addTexts(text),
      kind: FRAGMENT_KINDS[layout],
      a,
      isOffset: true,
      b: fragments.shift,
      quote: 0,
    };
  }

  /** Copies the image to `address`; returns the first free address behind it. */
  place(session: KernelSession, address: Address): Address {
    this.#joined ??= this.#join();
    const end = address + this.#joined.length;
    session.ensure(end);
    session.bytes.set(this.#joined, address);
    return end;
  }

  #addTexts(text: ColumnText) {
    return {
      prefix: this.add(text.prefix),
      prefixBytes: text.prefix.length,
      nullText: this.add(text.nullText),
      nullBytes: text.nullText.length,
      quote: text.quote === '' ? 0 : text.quote.charCodeAt(0),
    };
  }

  #addPowers(): number {
    this.#powers ??= this.add(new Uint8Array(powerTable().buffer));
    return this.#powers;
  }

  #join(): Uint8Array {
    const joined = new Uint8Array(align(this.#end + SLACK_BYTES));
    for (const { offset, bytes } of this.#blocks) joined.set(bytes, offset);
    return joined;
  }
}

function align(offset: number): number {
  return Math.ceil(offset / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}
