import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { describe, expect, it } from 'vitest';
import { INPUT, OUTPUT, randomWords, runBoth } from '../../support/encoding-kernel-pair.ts';

const COUNTS = [0, 1, 2, 31, 32, 33, 34, 127, 128, 129, 130, 161, 256, 257, 258, 5_000];
const EXTREMES = [-(2n ** 63n), 2n ** 63n - 1n, 0n, -1n, 1n];

const SHAPES: Record<string, (words: Uint32Array, i: number) => bigint> = {
  'a sequence': (_words, i) => 1_000_000_007n + 3n * BigInt(i),
  'a falling sequence': (_words, i) => -7n * BigInt(i),
  'small differences': (words, i) => 5n * BigInt(i) + BigInt(words[i]! & 7),
  'milliseconds of five years': (words, i) => 1_577_836_800_000n + ((BigInt(words[i]!) * 157_680_000_000n) >> 32n),
  'any 64 bits': (words, i) => BigInt.asIntN(64, BigInt(words[i]!) * 0x9e3779b97f4a7c15n),
  'the extremes of i64, whose differences wrap around': (words, i) => EXTREMES[words[i]! % EXTREMES.length]!,
};

describe('deltaI64', () => {
  it.each(Object.entries(SHAPES))('round-trips %s through an independent decoder', (_name, valueAt) => {
    for (const count of COUNTS) {
      const words = randomWords(count + 3, count);
      const values = BigInt64Array.from({ length: count }, (_, i) => valueAt(words, i));
      const { wasm, twin } = runBoth({ values }, (kernels) => kernels.deltaI64(OUTPUT, INPUT, count));
      expect(twin).toEqual(wasm);
      if (count === 0) continue;
      const decoded = new BigInt64Array(count);
      const reader = { view: new DataView(wasm.buffer, wasm.byteOffset, wasm.byteLength), offset: 0 };
      deltaBinaryUnpack(reader, count, decoded);
      expect(decoded).toEqual(values);
      expect(reader.offset).toBe(wasm.length);
    }
  });

  it('takes five bytes for each 128 further rows of a sequence', () => {
    const values = BigInt64Array.from({ length: 1 + 128 * 10 }, (_, i) => BigInt(i));
    const { wasm } = runBoth({ values }, (kernels) => kernels.deltaI64(OUTPUT, INPUT, values.length));
    expect(wasm.length).toBe(6 + 10 * 5);
  });

  it('states no values, no blocks and a first value of 0 for an empty page', () => {
    const { wasm } = runBoth({}, (kernels) => kernels.deltaI64(OUTPUT, INPUT, 0));
    expect([...wasm]).toEqual([128, 1, 4, 0, 0]);
  });
});
