import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeBlockSums, encodeBlockSums, hashBlockSums } from '../../../shared/planning/block-sums.ts';

const SUMS = Float64Array.of(0, 1, 2 ** 52 + 1);

describe('the object of block sums', () => {
  it('is little-endian float64, and its name is the SHA-256 of its bytes', () => {
    const bytes = Buffer.from(encodeBlockSums(SUMS));
    expect(bytes.toString('hex')).toBe('0000000000000000000000000000f03f0100000000003043');
    expect(hashBlockSums(SUMS)).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('gives the same sums back, wherever its bytes lie', () => {
    const shifted = new Uint8Array(1 + SUMS.byteLength);
    shifted.set(encodeBlockSums(SUMS), 1);
    expect(decodeBlockSums(shifted.subarray(1), hashBlockSums(SUMS))).toEqual(SUMS);
  });

  it('gives nothing when it is not the one that was named', () => {
    const bytes = encodeBlockSums(SUMS);
    const flipped = bytes.with(9, 1);
    for (const other of [bytes.subarray(0, 16), bytes.subarray(0, 3), flipped, new Uint8Array(0)])
      expect(decodeBlockSums(other, hashBlockSums(SUMS))).toBeUndefined();
  });
});
