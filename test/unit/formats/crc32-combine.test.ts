import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32Combine } from '../../../shared/formats/crc32-combine.ts';

describe('crc32Combine', () => {
  it('gives the CRC-32 of two parts joined, wherever the cut is', () => {
    const bytes = Uint8Array.from({ length: 1_000 }, (_, i) => (i * 31 + (i >> 3)) & 255);
    const whole = crc32(bytes);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const tail = bytes.subarray(cut);
      expect(crc32Combine(crc32(bytes.subarray(0, cut)), crc32(tail), tail.length)).toBe(whole);
    }
  });

  it('knows lengths beyond 32 bits: appending in two steps is appending at once', () => {
    const [a, b, c] = [0xdeadbeef, 0x12345678, 0xcafebabe];
    const [lengthB, lengthC] = [2 ** 33 + 5, 2 ** 40 + 3];
    const tail = crc32Combine(b, c, lengthC);
    expect(crc32Combine(crc32Combine(a, b, lengthB), c, lengthC)).toBe(crc32Combine(a, tail, lengthB + lengthC));
  });
});
