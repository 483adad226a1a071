import { LAYOUT_BYTES } from '../../columns/value-program.ts';
import type { Vector } from '../../columns/vector.ts';

/** Rows of a vector as a vector of their own, where they lie; `rowStart` is a multiple of 8. */
export interface VectorSlice {
  readonly rowStart: number;
  readonly rowCount: number;
  /** Where the vector's entries begin (`textOffsets`): for the layout `text`. */
  readonly offsets: Uint32Array | undefined;
}

/** `nullCount` is that of the whole vector: rows without any null are only known where there are none at all. */
export function sliceVector(vector: Vector, { rowStart, rowCount, offsets }: VectorSlice): Vector {
  const [start, end] = bytesOf(vector, { rowStart, rowCount, offsets });
  return {
    layout: vector.layout,
    values: vector.values + start,
    byteLength: end - start,
    ...(vector.presence !== undefined && { presence: vector.presence + rowStart }),
    nullCount: vector.nullCount,
  };
}

function bytesOf({ layout }: Vector, { rowStart, rowCount, offsets }: VectorSlice): [start: number, end: number] {
  if (offsets !== undefined) return [offsets[rowStart]!, offsets[rowStart + rowCount]!];
  if (layout === 'bits') return [rowStart >>> 3, (rowStart + rowCount + 7) >>> 3];
  const width = LAYOUT_BYTES[layout as keyof typeof LAYOUT_BYTES];
  return [rowStart * width, (rowStart + rowCount) * width];
}
