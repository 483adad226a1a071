/** How long answers are kept: made of nothing but the request, or read from what may change meanwhile. */
type Lifetime = 'results' | 'queries';

/** What is kept. The names are part of keys. */
export const CACHED_KINDS = {
  rows: 'results',
  preview: 'results',
  estimate: 'queries',
  schema: 'queries',
  manifest: 'queries',
} as const satisfies Record<string, Lifetime>;

export type CachedKind = keyof typeof CACHED_KINDS;
export type CacheLevel = 'memory' | 'redis';

/** Names one answer. No tenant is ever answered what another one's request left here. */
export interface CacheKey {
  readonly tenantId: string;
  readonly kind: CachedKind;
  /** A hash of everything that decides the answer, or the names of what was read, from the whole to the part. */
  readonly name: string;
}

export interface FoundAnswer {
  /** Shared by all who find it: nobody may write to it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly level: CacheLevel;
}

/**
 * Answers that were given before, in the memory of this process and, where there is one, in a Redis for all. It only
 * makes things faster: nothing here throws but `check`, and whatever goes wrong is an answer that was not found.
 */
export interface Cache {
  /** Counts what was forgotten, here or by others: what was read before need not hold after. */
  readonly forgotten: number;
  /** Bytes in the memory of this process, with what it takes to keep them. */
  readonly memoryBytes: number;
  /** `isCheap`: made again sooner than Redis would answer, so looked for in memory only. */
  find(key: CacheKey, isCheap?: boolean): Promise<FoundAnswer | undefined>;
  /** Returns at once. The caller must not write to `bytes` any more. */
  keep(key: CacheKey, bytes: Uint8Array<ArrayBuffer>, isCheap?: boolean): void;
  /** What was read no longer holds. Other processes hear of it, most of the time; otherwise it ends with its time. */
  forget(key: CacheKey): Promise<void>;
  /** Likewise every key of the tenant and kind whose name begins like this one. */
  forgetBelow(prefix: CacheKey): Promise<void>;
  /** Throws CACHE_UNAVAILABLE when the Redis does not answer; absent where there should be none. */
  readonly check?: (() => Promise<void>) | undefined;
  close(): Promise<void>;
}

/** Where facts go for metrics and the log. */
export interface CacheObserver {
  onFind(kind: CachedKind, outcome: CacheLevel | 'miss'): void;
  onError(operation: CacheOperation, error: unknown): void;
  onConnection(isUp: boolean): void;
}

export type CacheOperation = 'find' | 'keep' | 'forget' | 'hint' | 'warm' | 'connect';

/** The key as one text. Tenants and kinds hold no slash. */
export function keyText({ tenantId, kind, name }: CacheKey): string {
  return `${tenantId}/${kind}/${name}`;
}

/** Whether a key, as text, is of something that may change meanwhile. */
export function isQuery(text: string): boolean {
  const kind = text.split('/', 2)[1] as CachedKind;
  return CACHED_KINDS[kind] === 'queries';
}
