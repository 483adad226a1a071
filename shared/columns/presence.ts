import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import type { PageRange } from './column-program.ts';
import { placeKey, type StreamScope } from './stream-scope.ts';
import type { Vector } from './vector.ts';

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
  const threshold = presentThreshold(column.null_rate);
  return ({ rowStart, rowCount }) => {
    const presence = session.allocate(rowCount);
    const present = session.kernels.booleanBytes(presence, rowCount, key, rowStart, threshold);
    return { presence, nullCount: rowCount - present };
  };
}

/** The threshold of `booleanBytes` for a share of nulls. */
export function presentThreshold(nullRate: number): number {
  return Math.round((1 - nullRate) * RANGE_OF_HALF);
}

/** A vector whose rows are null where they were already and where `presence` says so. */
export function joinPresence(
  session: KernelSession,
  vector: Vector,
  { presence, nullCount, page }: Presence & { readonly page: PageRange },
): Vector {
  if (presence === undefined || nullCount === 0) return vector;
  if (vector.presence === undefined) return { ...vector, presence, nullCount };
  const { bytes } = session;
  let nulls = 0;
  for (let i = 0; i < page.rowCount; i++) {
    const isPresent = bytes[presence + i]! & bytes[vector.presence + i]!;
    bytes[presence + i] = isPresent;
    nulls += 1 - isPresent;
  }
  return { ...vector, presence, nullCount: nulls };
}
