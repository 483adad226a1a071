import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { keyBytes, streamKey } from '../random/stream-key.ts';

/** What all streams of one table have in common. */
export interface StreamScope {
  readonly seed: number;
  readonly generationVersion: number;
  readonly tableName: string;
}

/** Places the key of the stream that `subject` (a column or entity) draws for one `purpose`. */
export function placeKey(session: KernelSession, scope: StreamScope, subject: string, purpose: string): Address {
  return session.placeTable(keyBytes(streamKey({ ...scope, subject, purpose })));
}
