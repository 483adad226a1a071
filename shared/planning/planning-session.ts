import { lazyTable } from '../columns/lazy-table.ts';
import { KernelSession } from '../kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../kernels/wasm-kernels.ts';

const kernels = lazyTable(compileKernels);
/** Linear memories are freed by garbage collection only: those of plans made before are used again. */
const idle: KernelSession[] = [];
/** More plans than these at once are rare, and their memories may go. */
const IDLE_MAX = 4;

/** An empty session for one plan, and a way to give it back. */
export function borrowSession(): { readonly session: KernelSession; giveBack(): void } {
  const session = idle.pop() ?? new KernelSession(createWasmKernels(kernels()));
  session.reset();
  return {
    session,
    giveBack() {
      if (idle.length < IDLE_MAX) idle.push(session);
    },
  };
}
