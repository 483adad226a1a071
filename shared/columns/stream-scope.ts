import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { type Digest, type StreamName, streamKeyBytes } from '../random/stream-key.ts';

/** What all streams of one table have in common. */
export interface StreamScope {
  readonly seed: number;
  readonly generationVersion: number;
  readonly tableName: string;
  /** Told of every key that is placed, for `replaceKeys`. */
  readonly onKey?: (key: PlacedKey) => void;
}

/** A key in linear memory and the stream that it opens. */
export interface PlacedKey {
  readonly address: Address;
  readonly subject: string;
  readonly purpose: string;
}

/** Places the key of the stream that `subject` (a column or entity) draws for one `purpose`. */
export function placeKey(session: KernelSession, scope: StreamScope, subject: string, purpose: string): Address {
  const address = session.placeTable(streamKeyBytes(streamName(scope, subject, purpose)));
  scope.onKey?.({ address, subject, purpose });
  return address;
}

/** Puts the keys of another scope (another seed) where those of a bound table lie: all else of a table is the same for every seed. */
export function replaceKeys(
  session: KernelSession,
  keys: readonly PlacedKey[],
  { scope, digest }: { readonly scope: StreamScope; readonly digest?: Digest },
): void {
  const { bytes } = session;
  for (const { address, subject, purpose } of keys)
    bytes.set(streamKeyBytes(streamName(scope, subject, purpose), digest), address);
}

function streamName({ seed, generationVersion, tableName }: StreamScope, subject: string, purpose: string): StreamName {
  return { generationVersion, seed, table: tableName, name: subject, purpose };
}
