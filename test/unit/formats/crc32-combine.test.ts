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

  it('knows lengths beyond 32 bits: x has order 2^32 - 1, so 2^32 zero bytes act as one', () => {
    const [a, b] = [0xdeadbeef, 0x12345678];
    expect(crc32Combine(a, b, 2 ** 32)).toBe(crc32Combine(a, b, 1));
    expect(crc32Combine(a, b, 2 ** 40 + 5)).toBe(crc32Combine(a, b, 2 ** 8 + 5));
  });
});
