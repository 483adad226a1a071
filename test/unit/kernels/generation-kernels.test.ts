import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createGenerationTwin } from '../../../shared/kernels/twin/generation-twin.ts';
import { TwinMemory } from '../../../shared/kernels/twin/twin-memory.ts';
import { compileKernels, createWasmKernels } from '../../../shared/kernels/wasm-kernels.ts';
import { AT, MEMORY_PAGES, outputOf, PAGE_CASES, placeArguments, ROW_CASES, type Subject } from './generation-cases.ts';

/** First rows where something changes its representation. */
const EDGE_ROWS = [0, 1, 9, 99, 2 ** 31 - 3, 2 ** 32 - 33, 2 ** 32 + 1, 99_999_999_990, 2 ** 53 - 65_537];
const COUNTS = [0, 1, 2, 63, 64, 65];

const wasm: Subject = createWasmKernels(compileKernels());
const memory = new TwinMemory(16);
const twin: Subject = { ...createGenerationTwin(memory), memory };

function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

beforeAll(() => {
  for (const kernels of [wasm, twin]) {
    kernels.memory.grow(MEMORY_PAGES);
    placeArguments(kernels, xorshift(20_250_101));
  }
});

describe.each([...ROW_CASES, ...PAGE_CASES])('$name', (kernelCase) => {
  it('gives the same bytes as its twin for any first row and count', () => {
    for (const row of EDGE_ROWS) {
      for (const count of COUNTS) {
        const actual = outputOf(wasm, kernelCase, count, row);
        expect(Buffer.compare(actual, outputOf(twin, kernelCase, count, row)), `row ${row}, count ${count}`).toBe(0);
      }
    }
    const anyPage = fc.tuple(
      fc.integer({ min: 0, max: 300 }),
      fc.maxSafeNat().map((row) => Math.min(row, 2 ** 53 - 301)),
    );
    fc.assert(
      fc.property(anyPage, ([count, row]) => {
        const actual = outputOf(wasm, kernelCase, count, row);
        return Buffer.compare(actual, outputOf(twin, kernelCase, count, row)) === 0;
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it('gives the same bytes as its twin for a whole page', () => {
    const actual = outputOf(wasm, kernelCase, 65_536, 99_999_951);
    expect(Buffer.compare(actual, outputOf(twin, kernelCase, 65_536, 99_999_951))).toBe(0);
  });
});

describe.each(ROW_CASES)('$name', (kernelCase) => {
  it.each([
    ['module', wasm],
    ['twin', twin],
  ])('gives the same rows however they are split into calls (%s)', (_name, kernels) => {
    for (const row of [0, 95, 2 ** 32 - 50]) {
      const whole = outputOf(kernels, kernelCase, 130, row);
      for (const step of [1, 2, 7, 64]) {
        const pieces: Uint8Array[] = [];
        for (let done = 0; done < 130; done += step)
          pieces.push(outputOf(kernels, kernelCase, Math.min(step, 130 - done), row + done));
        expect(Buffer.compare(Buffer.concat(pieces), whole), `row ${row}, step ${step}`).toBe(0);
      }
    }
  });
});

describe('booleans', () => {
  it('are the same as bits and as bytes', () => {
    for (const row of [0, 1, 12_345, 2 ** 40 + 1]) {
      const bits = outputOf(wasm, PAGE_CASES.find(({ name }) => name === 'booleanBits')!, 77, row);
      wasm.booleanBytes(AT.out, 77, AT.key, row, 1_234_567_890);
      const bytes = new Uint8Array(wasm.memory.buffer).slice(AT.out, AT.out + 77);
      expect(Array.from(bytes)).toEqual(Array.from(bytes, (_, i) => (bits[i >> 3]! >> (i & 7)) & 1));
    }
  });

  it('returns how many rows are true', () => {
    const trues = wasm.booleanBytes(AT.out, 1_001, AT.key, 1, 2 ** 31);
    const bytes = new Uint8Array(wasm.memory.buffer).slice(AT.out, AT.out + 1_001);
    expect(trues).toBe(bytes.reduce((sum, byte) => sum + byte, 0));
  });
});
