import type { Address, EncodingKernels } from '../kernels.ts';
import type { TwinMemory } from './twin-memory.ts';

const BLOCK = 65_536;
const HASH_BITS = 14;
const MARGIN = 15;

/** Twin of `assembly/snappy.ts`: the same choices, so the same bytes. */
export function createSnappyTwin(memory: TwinMemory): Pick<EncodingKernels, 'snappyCompress'> {
  const table = new Uint16Array(1 << HASH_BITS);
  return {
    snappyCompress(out, input, bytes) {
      const writer = new SnappyWriter(memory, out);
      writer.varint(bytes);
      for (let done = 0; done < bytes; done += BLOCK) {
        compressBlock({ writer, view: memory.view, table }, input + done, Math.min(BLOCK, bytes - done));
      }
      return writer.to - out;
    },
  };
}

interface BlockContext {
  readonly writer: SnappyWriter;
  readonly view: DataView;
  readonly table: Uint16Array;
}

function compressBlock({ writer, view, table }: BlockContext, start: Address, bytes: number): void {
  const end = start + bytes;
  if (bytes <= MARGIN + 4) {
    writer.literal(start, bytes);
    return;
  }
  table.fill(0);
  const limit = end - MARGIN;
  const wordAt = (at: Address) => view.getUint32(at, true);
  /** Enters `at` into the table; the earlier place with the same four bytes, or -1. */
  const findAndEnter = (at: Address): Address => {
    const word = wordAt(at);
    const slot = slotOf(word);
    const candidate = start + table[slot]!;
    table[slot] = at - start;
    return wordAt(candidate) === word && candidate < at ? candidate : -1;
  };
  let literal = start;
  let at = start + 1;
  let skip = 32;
  while (at < limit) {
    let candidate = findAndEnter(at);
    if (candidate < 0) {
      at += skip++ >> 5;
      continue;
    }
    if (at > literal) writer.literal(literal, at - literal);
    while (candidate >= 0) {
      let matchEnd = at + 4;
      while (matchEnd < end && view.getUint8(candidate + matchEnd - at) === view.getUint8(matchEnd)) matchEnd++;
      const offset = at - candidate;
      writer.copy(offset, matchEnd - at);
      literal = at = matchEnd;
      if (at >= limit) break;
      const changed = changedBytes(view, at, at - offset);
      if (changed > 0) {
        writer.literal(at, changed);
        at += changed;
        candidate = at - offset;
        continue;
      }
      table[slotOf(wordAt(at - 1))] = at - 1 - start;
      candidate = findAndEnter(at);
    }
    at++;
    skip = 32;
  }
  if (literal < end) writer.literal(literal, end - literal);
}

/** How many bytes (1 or 2) to skip so that the next eight at `a` and `b` agree; 0: neither does it. */
function changedBytes(view: DataView, a: Address, b: Address): number {
  const agrees = (skip: number) => view.getBigUint64(a + skip, true) === view.getBigUint64(b + skip, true);
  return agrees(1) ? 1 : agrees(2) ? 2 : 0;
}

function slotOf(word: number): number {
  return Math.imul(word, 0x1e35a7bd) >>> (32 - HASH_BITS);
}

/** The elements of the format: length, literals, copies. */
class SnappyWriter {
  readonly #u8: Uint8Array;
  to: Address;

  constructor({ u8 }: TwinMemory, out: Address) {
    this.#u8 = u8;
    this.to = out;
  }

  varint(value: number): void {
    let rest = value;
    for (; rest >= 128; rest >>>= 7) this.#byte((rest & 127) | 128);
    this.#byte(rest);
  }

  literal(from: Address, bytes: number): void {
    const length = bytes - 1;
    if (length < 60) this.#byte(length << 2);
    else if (length < 256) this.#bytes(60 << 2, length);
    else this.#bytes(61 << 2, length & 255, length >> 8);
    this.#u8.copyWithin(this.to, from, from + bytes);
    this.to += bytes;
  }

  copy(offset: number, bytes: number): void {
    let rest = bytes;
    for (; rest >= 68; rest -= 64) this.#farCopy(offset, 64);
    if (rest > 64) {
      this.#farCopy(offset, 60);
      rest -= 60;
    }
    if (rest < 12 && offset < 2048) this.#bytes(1 | ((rest - 4) << 2) | ((offset >> 8) << 5), offset & 255);
    else this.#farCopy(offset, rest);
  }

  #farCopy(offset: number, bytes: number): void {
    this.#bytes(((bytes - 1) << 2) | 2, offset & 255, offset >> 8);
  }

  #byte(value: number): void {
    this.#u8[this.to++] = value;
  }

  #bytes(...values: number[]): void {
    for (const value of values) this.#byte(value);
  }
}
