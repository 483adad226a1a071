import type { Kernels } from '../kernels.ts';
import { createEncodingTwin } from './encoding-twin.ts';
import { createGenerationTwin } from './generation-twin.ts';
import { createTextTwin } from './text-twin.ts';
import { TwinMemory } from './twin-memory.ts';

const INITIAL_PAGES = 16;
/** Address 0 stays unused, as in the compiled module. */
const HEAP_BASE = 64;

/** All kernels in TypeScript over a memory of their own: the oracle of the compiled module, and its fallback. */
export function createTwinKernels(): Kernels {
  const memory = new TwinMemory(INITIAL_PAGES);
  return {
    ...createGenerationTwin(memory),
    ...createEncodingTwin(memory),
    ...createTextTwin(memory),
    memory,
    heapBase: HEAP_BASE,
  };
}
