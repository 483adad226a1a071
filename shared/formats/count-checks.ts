import type { BoundTable } from '../generation/table-program.ts';
import type { PartEncoder } from './part-encoder.ts';

/** Parts that say what the checks of their table have cost; whatever a part that was broken off has left is forgotten. */
export function countChecks(encoder: PartEncoder, { takeCheckCounts }: BoundTable): PartEncoder {
  if (takeCheckCounts === undefined) return encoder;
  return {
    encode(rowStart, rowEnd, onPage) {
      takeCheckCounts();
      const part = encoder.encode(rowStart, rowEnd, onPage);
      return { ...part, checks: takeCheckCounts() };
    },
  };
}
