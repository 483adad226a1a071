import type { EncodingKernels } from '../kernels.ts';
import { SnappyWriter } from './snappy-writer.ts';
import type { TwinMemory } from './twin-memory.ts';

const LENGTH_BYTES = 4;

/** Twin of `assembly/snappy-rows.ts`: compares the digits of neighbours instead of counting zeros. */
export function createSnappyRowsTwin(memory: TwinMemory): Pick<EncodingKernels, 'snappyRowText'> {
  return {
    snappyRowText(out, count, row, places, prefix, prefixBytes, suffix, suffixBytes) {
      const { u8 } = memory;
      const head = LENGTH_BYTES + prefixBytes;
      const entry = new Uint8Array(head + places + suffixBytes);
      new DataView(entry.buffer).setUint32(0, entry.length - LENGTH_BYTES, true);
      entry.set(u8.subarray(prefix, prefix + prefixBytes), LENGTH_BYTES);
      entry.set(u8.subarray(suffix, suffix + suffixBytes), head + places);
      let digits = digitsOf(row, places);
      entry.set(digits, head);
      const writer = new SnappyWriter(memory, out);
      writer.literalBytes(entry);
      let unwritten = 0;
      for (let i = 1; i < count; i++) {
        const next = digitsOf(row + i, places);
        const same = next.findIndex((digit, at) => digit !== digits[at]);
        writer.copy(entry.length, unwritten + head + same);
        writer.literalBytes(next.subarray(same));
        unwritten = suffixBytes;
        digits = next;
      }
      if (unwritten > 0) writer.copy(entry.length, unwritten);
      return writer.to - out;
    },
  };
}

function digitsOf(value: number, places: number): Uint8Array {
  return new TextEncoder().encode(String(value).padStart(places, '0'));
}
