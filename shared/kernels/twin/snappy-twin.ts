import type { Address, EncodingKernels } from '../kernels.ts';
import { SnappyWriter } from './snappy-writer.ts';
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
