import type { EncodingKernels } from '../kernels.ts';
import { createBitTwins } from './encoding-bits-twin.ts';
import { createCompactTwins } from './encoding-compact-twin.ts';
import { createDeltaTwin } from './encoding-delta-twin.ts';
import { createExtremeTwins } from './encoding-extremes-twin.ts';
import { createSnappyRowsTwin } from './snappy-rows-twin.ts';
import { createSnappyTwin } from './snappy-twin.ts';
import type { TwinMemory } from './twin-memory.ts';

/** The encoding kernels in TypeScript: the oracle of `assembly/encoding.ts`, byte for byte. */
export function createEncodingTwin(memory: TwinMemory): EncodingKernels {
  return {
    ...createBitTwins(memory),
    ...createCompactTwins(memory),
    ...createDeltaTwin(memory),
    ...createExtremeTwins(memory),
    ...createSnappyTwin(memory),
    ...createSnappyRowsTwin(memory),
  };
}
