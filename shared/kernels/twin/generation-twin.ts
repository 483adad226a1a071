import type { GenerationKernels } from '../kernels.ts';
import { createCodesTwin } from './codes-twin.ts';
import { createGenerationTextTwin } from './generation-text-twin.ts';
import { createNumbersTwin } from './numbers-twin.ts';
import { createPermutedTwin } from './permuted-twin.ts';
import { createRoundingTwin } from './rounding-twin.ts';
import type { TwinMemory } from './twin-memory.ts';

/** The generation kernels in TypeScript: the same bytes as the AssemblyScript module for the same arguments. */
export function createGenerationTwin(memory: TwinMemory): GenerationKernels {
  return {
    ...createCodesTwin(memory),
    ...createNumbersTwin(memory),
    ...createPermutedTwin(memory),
    ...createRoundingTwin(memory),
    ...createGenerationTextTwin(memory),
  };
}
