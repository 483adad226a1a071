import type { BlockSums } from '../contracts/plan.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { type Digest, type StreamName, streamKeyBytes } from '../random/stream-key.ts';
import type { GroupProgram } from './column-program.ts';

/** What all streams of one table have in common. */
export interface StreamScope {
  readonly seed: number;
  readonly generationVersion: number;
  readonly tableName: string;
  /** What "today" means: microseconds since 1970-01-01T00:00:00Z. */
  readonly asOfMicros: number;
  readonly parents: ParentTables;
  /** Those that the plan names; owning keys need them when they are bound. */
  readonly blockSums?: BlockSums | undefined;
  /** Told of every key that is placed, for `replaceKeys`. */
  readonly onKey?: (key: PlacedKey) => void;
}

/** The other tables of the plan, for columns whose values come from there. */
export interface ParentTables {
  numRecords(tableName: string): number;
  /** The groups of that table that make these columns, compiled under that table's own streams. */
  compileColumns(tableName: string, columnNames: readonly string[]): GroupProgram[];
}

/** A key in linear memory and the stream that it opens. */
export interface PlacedKey {
  readonly address: Address;
  readonly table: string;
  readonly subject: string;
  readonly purpose: string;
}

/** As much of a scope as a stream needs. */
export type KeyScope = Pick<StreamScope, 'seed' | 'generationVersion' | 'tableName' | 'onKey'>;

/** Places the key of the stream that `subject` (a column or entity) draws for one `purpose`. */
export function placeKey(session: KernelSession, scope: KeyScope, subject: string, purpose: string): Address {
  const address = session.placeTable(streamKeyBytes(streamName(scope, subject, purpose)));
  scope.onKey?.({ address, table: scope.tableName, subject, purpose });
  return address;
}

/** Puts the keys of another scope (another seed) where those of a bound table lie: all else of a table is the same for every seed. */
export function replaceKeys(
  session: KernelSession,
  keys: readonly PlacedKey[],
  { scope, digest }: { readonly scope: Pick<StreamScope, 'seed' | 'generationVersion'>; readonly digest?: Digest },
): void {
  const { bytes } = session;
  for (const { address, table, subject, purpose } of keys)
    bytes.set(streamKeyBytes(streamName({ ...scope, tableName: table }, subject, purpose), digest), address);
}

type NamedScope = Pick<StreamScope, 'seed' | 'generationVersion' | 'tableName'>;

function streamName({ seed, generationVersion, tableName }: NamedScope, subject: string, purpose: string): StreamName {
  return { generationVersion, seed, table: tableName, name: subject, purpose };
}
