import type { EncodingKernels } from '../kernels.ts';
import type { TwinMemory } from './twin-memory.ts';

type CompactKernels = Pick<
  EncodingKernels,
  'compact8' | 'compact16' | 'compact32' | 'compact64' | 'compact128' | 'compactText'
>;

/** Twins of `assembly/encoding-compact.ts`. */
export function createCompactTwins(memory: TwinMemory): CompactKernels {
  return {
    compact8: compactFixed(memory, 1),
    compact16: compactFixed(memory, 2),
    compact32: compactFixed(memory, 4),
    compact64: compactFixed(memory, 8),
    compact128: compactFixed(memory, 16),
    compactText(out, values, count, presence) {
      const { u8, view } = memory;
      let from = values;
      let to = out;
      for (let i = 0; i < count; i++) {
        const entryEnd = from + 4 + view.getUint32(from, true);
        if (u8[presence + i] === 1) {
          u8.copyWithin(to, from, entryEnd);
          to += entryEnd - from;
        }
        from = entryEnd;
      }
      return to - out;
    },
  };
}

function compactFixed(memory: TwinMemory, valueBytes: number): EncodingKernels['compact8'] {
  return (out, values, count, presence) => {
    const { u8 } = memory;
    let to = out;
    for (let i = 0; i < count; i++) {
      if (u8[presence + i] === 0) continue;
      const from = values + i * valueBytes;
      for (let k = 0; k < valueBytes; k++) u8[to + k] = u8[from + k]!;
      to += valueBytes;
    }
    return (to - out) / valueBytes;
  };
}
