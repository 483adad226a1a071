import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import type { PageRange } from './column-program.ts';
import { placeKey, type StreamScope } from './stream-scope.ts';

const RANGE_OF_HALF = 2 ** 32;

/** One byte per row, 1 = present, as `Vector` wants it. */
export interface Presence {
  readonly presence?: Address;
  readonly nullCount: number;
}

const ALL_PRESENT: Presence = { nullCount: 0 };

/**
 * Which rows of a column are null, by a stream of its own: adding nulls to a column changes no other value of it.
 * The rate is exact to 2^-33.
 */
export function bindPresence(
  session: KernelSession,
  scope: StreamScope,
  column: { readonly name: string; readonly null_rate: number },
): (page: PageRange) => Presence {
  if (column.null_rate === 0) return () => ALL_PRESENT;
  const key = placeKey(session, scope, column.name, 'null');
  const threshold = Math.round((1 - column.null_rate) * RANGE_OF_HALF);
  return ({ rowStart, rowCount }) => {
    const presence = session.allocate(rowCount);
    const present = session.kernels.booleanBytes(presence, rowCount, key, rowStart, threshold);
    return { presence, nullCount: rowCount - present };
  };
}
