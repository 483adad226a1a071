import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KernelSession } from '../../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../../shared/kernels/wasm-kernels.ts';
import { hash } from '../../../shared/random/hash.ts';
import { keyBytes } from '../../../shared/random/stream-key.ts';

const KNOWN_ANSWERS = JSON.parse(readFileSync('test/golden/splitmix64/splitmix64.json', 'utf8')) as {
  seed: string;
  outputs: string[];
}[];

const session = new KernelSession(createWasmKernels(compileKernels()));
const keyAddress = session.placeZeros(16);
const out = session.placeZeros(8 * 64);

function kernelHashes(key: { k0: bigint; k1: bigint }, row: number, draw: number): bigint[] {
  session.bytes.set(keyBytes(key), keyAddress);
  session.kernels.hashes(out, 64, keyAddress, draw, row);
  return Array.from({ length: 64 }, (_, i) => session.dataView.getBigUint64(out + 8 * i, true));
}

describe('hash', () => {
  it.each(KNOWN_ANSWERS)('is SplitMix64 without a second key word (seed $seed)', ({ seed, outputs }) => {
    const key = { k0: BigInt(seed), k1: 0n };
    expect(outputs.map((_, i) => String(hash(key, i + 1, 0)))).toEqual(outputs);
  });

  it('is what the kernel computes', () => {
    const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const row = fc.oneof(
      fc.nat(1_000),
      fc.maxSafeNat().map((n) => Math.min(n, 2 ** 53 - 65)),
    );
    fc.assert(
      fc.property(u64, u64, row, fc.nat(100_000), (k0, k1, first, draw) => {
        const expected = Array.from({ length: 64 }, (_, i) => hash({ k0, k1 }, first + i, draw));
        expect(kernelHashes({ k0, k1 }, first, draw)).toEqual(expected);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});
