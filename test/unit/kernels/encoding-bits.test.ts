import { describe, expect, it } from 'vitest';
import { INPUT, OUTPUT, PRESENCE, randomWords, runBoth } from '../../support/encoding-kernel-pair.ts';

const COUNTS = [0, 1, 7, 8, 9, 63, 64, 65, 127, 128, 129, 1_000];

/** The definition itself: value i occupies bits [i * width, (i + 1) * width), least significant first. */
function packedByDefinition(values: ArrayLike<number>, width: number): Uint8Array {
  const padded = Math.ceil(values.length / 8) * 8;
  const bytes = new Uint8Array((padded * width) / 8);
  for (let i = 0; i < values.length; i++) {
    for (let k = 0; k < width; k++) {
      const bit = i * width + k;
      bytes[bit >> 3]! |= ((values[i]! >> k) & 1) << (bit & 7);
    }
  }
  return bytes;
}

describe('packBits8', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
    'packs codes of %i bits least significant bit first, padded to 8 values',
    (width) => {
      for (const count of COUNTS) {
        const values = Uint8Array.from(randomWords(count + 1, count), (word) => word & ((1 << width) - 1));
        const { wasm, twin } = runBoth({ values }, (kernels) => kernels.packBits8(OUTPUT, INPUT, count, width));
        expect(wasm).toEqual(packedByDefinition(values, width));
        expect(twin).toEqual(wasm);
      }
    },
  );

  it('does not read codes beyond the last one into the padding', () => {
    const values = new Uint8Array(16).fill(1);
    const { wasm, twin } = runBoth({ values }, (kernels) => kernels.packBits8(OUTPUT, INPUT, 9, 1));
    expect([...wasm]).toEqual([255, 1]);
    expect(twin).toEqual(wasm);
  });
});

describe('packBits16', () => {
  it.each([...Array(17).keys()])('packs codes of %i bits least significant bit first, padded to 8 values', (width) => {
    for (const count of COUNTS) {
      const values = Uint16Array.from(randomWords(count + 1, count + 8), (word) => word & ((1 << width) - 1));
      const { wasm, twin } = runBoth({ values }, (kernels) => kernels.packBits16(OUTPUT, INPUT, count, width));
      expect(wasm).toEqual(packedByDefinition(values.subarray(0, count), width));
      expect(twin).toEqual(wasm);
    }
  });
});

describe('bits', () => {
  it('counts the bits before the end only', () => {
    const values = randomWords(5, 64);
    for (const count of COUNTS) {
      const asBits = [...new Uint8Array(values.buffer)].map((byte) => byte.toString(2).padStart(8, '0'));
      const text = asBits.map((bits) => [...bits].reverse().join('')).join('');
      const results: number[] = [];
      runBoth({ values }, (kernels) => {
        results.push(kernels.countBits(INPUT, count));
        return 0;
      });
      const ones = [...text.slice(0, count)].filter((bit) => bit === '1').length;
      expect(results).toEqual([ones, ones]);
    }
  });

  it('keeps the bits of present rows', () => {
    for (const count of COUNTS) {
      const values = randomWords(count, 64);
      const presence = Uint8Array.from(randomWords(count + 9, count), (word) => word & 1);
      const kept: number[] = [];
      const { wasm, twin } = runBoth({ values, presence }, (kernels) => {
        kept.push(kernels.compactBits(OUTPUT, INPUT, count, PRESENCE));
        return Math.ceil(kept.at(-1)! / 8);
      });
      const bytes = new Uint8Array(values.buffer);
      const bits = [...presence.keys()].filter((i) => presence[i] === 1).map((i) => (bytes[i >> 3]! >> (i & 7)) & 1);
      expect(kept).toEqual([bits.length, bits.length]);
      expect(wasm).toEqual(packedByDefinition(bits, 1).subarray(0, wasm.length));
      expect(twin).toEqual(wasm);
    }
  });
});
