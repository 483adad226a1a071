import { KERNELS_WASM_BASE64 } from './generated/kernels-wasm.ts';
import type { Kernels } from './kernels.ts';

/** Compiles the embedded module. Compile once per process and post the module to worker threads. */
export function compileKernels(): WebAssembly.Module {
  return new WebAssembly.Module(Uint8Array.fromBase64(KERNELS_WASM_BASE64));
}

/** A fresh instance with its own memory. */
export function createWasmKernels(module: WebAssembly.Module): Kernels {
  const { exports } = new WebAssembly.Instance(module, {});
  const heapBaseAddress = exports['heapBaseAddress'] as () => number;
  return { ...(exports as unknown as Kernels), heapBase: heapBaseAddress() };
}
