import { snappyUncompress } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { describe, expect, it } from 'vitest';
import { INPUT, OUTPUT, randomWords, runBoth } from '../../support/encoding-kernel-pair.ts';

const uncompressFast = compressors.SNAPPY!;
const LENGTHS = [0, 1, 15, 19, 20, 59, 60, 61, 64, 65, 255, 256, 257, 300, 4_096, 65_535, 65_536, 65_537, 200_000];

const SHAPES: Record<string, (bytes: number) => Uint8Array> = {
  zeros: (bytes) => new Uint8Array(bytes),
  'random bytes': (bytes) => new Uint8Array(randomWords(bytes + 1, Math.ceil(bytes / 4)).buffer).slice(0, bytes),
  'four letters': (bytes) => Uint8Array.from(randomWords(bytes + 1, bytes), (word) => 97 + (word & 3)),
  'numbered addresses': (bytes) => {
    const rows = Array.from({ length: Math.ceil(bytes / 16) }, (_, row) => `user${row}@example.com`);
    return new TextEncoder().encode(rows.join('')).slice(0, bytes);
  },
  'repeats of every length': (bytes) => {
    const noise = new Uint8Array(randomWords(11, 2_000).buffer);
    const repeats = Array.from({ length: 140 }, (_, length) => [
      noise.subarray(200 + 8 * length, 208 + 8 * length),
      noise.subarray(0, length),
    ]);
    const pattern = Buffer.concat(repeats.flat());
    return Uint8Array.from({ length: bytes }, (_, i) => pattern[i % pattern.length]!);
  },
  'long repeats far apart': (bytes) => {
    const block = new Uint8Array(randomWords(3, 1_000).buffer);
    return Uint8Array.from({ length: bytes }, (_, i) => block[i % block.length]!);
  },
};

describe('snappyCompress', () => {
  it.each(Object.entries(SHAPES))('round-trips %s through independent decoders, within its bound', (_name, make) => {
    for (const length of LENGTHS) {
      const values = make(length);
      const { wasm, twin } = runBoth({ values }, (kernels) => kernels.snappyCompress(OUTPUT, INPUT, length));
      expect(Buffer.compare(twin, wasm)).toBe(0);
      expect(wasm.length).toBeLessThanOrEqual(32 + length + length / 6);
      if (length === 0) continue;
      const plain = new Uint8Array(length);
      snappyUncompress(wasm, plain);
      expect(Buffer.compare(plain, values)).toBe(0);
      expect(Buffer.compare(uncompressFast(wasm, length), values)).toBe(0);
    }
  });

  it('makes numbered addresses more than three times smaller', () => {
    const values = SHAPES['numbered addresses']!(200_000);
    const { wasm } = runBoth({ values }, (kernels) => kernels.snappyCompress(OUTPUT, INPUT, values.length));
    expect(wasm.length).toBeLessThan(values.length / 3);
  });
});
