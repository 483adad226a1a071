import type { Hint, HintReader } from './forgotten-hints.ts';

export interface StoredAnswer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What is left of its time. */
  readonly ttlMs: number;
}

export interface StoredLife {
  readonly ttlMs: number;
  /** Whether processes that start take it into their memory. */
  readonly isNoted: boolean;
}

/** Entries that all processes share. Failures are thrown, for the caller to count; none takes longer than its time limit. */
export interface SharedLevel {
  /** `isNoted`: this counts as its last use. */
  find(key: string, isNoted?: boolean): Promise<StoredAnswer | undefined>;
  keep(key: string, bytes: Uint8Array, life: StoredLife): Promise<void>;
  /** Here, and in the memory of processes that hear of it. */
  forget(hint: Hint): Promise<void>;
  /** Noted keys, those used last first. */
  listRecent(count: number): Promise<string[]>;
  listen(reader: HintReader): void;
  /** Throws CACHE_UNAVAILABLE when it does not answer. */
  check(): Promise<void>;
  close(): void;
}
