import type { EncodingKernels } from '../../shared/kernels/kernels.ts';
import { createEncodingTwin } from '../../shared/kernels/twin/encoding-twin.ts';
import { TwinMemory } from '../../shared/kernels/twin/twin-memory.ts';
import { compileKernels, createWasmKernels } from '../../shared/kernels/wasm-kernels.ts';

const PAGES = 64;
/** Above the module's own tables, not aligned on purpose where a test adds an odd offset. */
export const INPUT = 1_048_576;
export const PRESENCE = 2_097_152;
export const OUTPUT = 2_621_440;

type Memory = { readonly buffer: ArrayBufferLike };

const module = compileKernels();

/**
 * Runs one call on the WebAssembly kernels and on their twins over the same input; returns the bytes both wrote.
 * `call` returns how many bytes count as output.
 */
export function runBoth(
  inputs: { readonly values?: ArrayBufferView; readonly presence?: Uint8Array },
  call: (kernels: EncodingKernels) => number,
): { readonly wasm: Uint8Array; readonly twin: Uint8Array } {
  const kernels = createWasmKernels(module);
  kernels.memory.grow(PAGES);
  const twinMemory = new TwinMemory(PAGES + 16);
  return {
    wasm: run(kernels.memory, kernels, inputs, call),
    twin: run(twinMemory, createEncodingTwin(twinMemory), inputs, call),
  };
}

function run(
  memory: Memory,
  kernels: EncodingKernels,
  { values, presence }: Parameters<typeof runBoth>[0],
  call: (kernels: EncodingKernels) => number,
): Uint8Array {
  const bytes = new Uint8Array(memory.buffer);
  if (values !== undefined) bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), INPUT);
  if (presence !== undefined) bytes.set(presence, PRESENCE);
  const length = call(kernels);
  return bytes.slice(OUTPUT, OUTPUT + length);
}

/** A small seeded generator of 32-bit numbers (xorshift) for inputs of kernels. */
export function randomWords(seed: number, count: number): Uint32Array {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return Uint32Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  });
}
