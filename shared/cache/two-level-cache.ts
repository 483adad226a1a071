import { CACHED_KINDS, type Cache, type CacheKey, type CacheObserver, isQuery, keyText } from './cache.ts';
import type { Hint } from './forgotten-hints.ts';
import type { MemoryLevel } from './memory-level.ts';
import type { SharedLevel } from './shared-level.ts';

export interface CacheBounds {
  readonly ttlMs: number;
  readonly queryTtlMs: number;
  /** Larger answers are kept nowhere. */
  readonly entryBytesMax: number;
}

export interface CacheParts extends CacheBounds {
  readonly memory: MemoryLevel;
  /** Absent: memory alone. */
  readonly shared?: SharedLevel | undefined;
  readonly observer: CacheObserver;
}

/** Memory first, then what all processes share. What is found there is kept here for the rest of its time. */
export class TwoLevelCache implements Cache {
  readonly check: Cache['check'];
  readonly #parts: CacheParts;
  #forgotten = 0;

  constructor(parts: CacheParts) {
    const { shared } = parts;
    this.#parts = parts;
    this.check = shared && (() => shared.check());
    shared?.listen({
      onHint: (hint) => this.#forgetHere(hint),
      onGap: () => this.#forgetQueries(),
      onError: (error) => parts.observer.onError('hint', error),
    });
  }

  get forgotten(): number {
    return this.#forgotten;
  }

  get memoryBytes(): number {
    return this.#parts.memory.bytes;
  }

  async find(key: CacheKey, isCheap = false) {
    const { memory, observer } = this.#parts;
    const bytes = memory.find(keyText(key));
    const found = bytes === undefined ? await this.#findShared(key, isCheap) : ({ bytes, level: 'memory' } as const);
    observer.onFind(key.kind, found?.level ?? 'miss');
    return found;
  }

  keep(key: CacheKey, bytes: Uint8Array<ArrayBuffer>, isCheap = false): void {
    const { memory, shared, observer, entryBytesMax, ttlMs, queryTtlMs } = this.#parts;
    if (bytes.byteLength > entryBytesMax) return;
    const text = keyText(key);
    const isResult = CACHED_KINDS[key.kind] === 'results';
    const life = { ttlMs: isResult ? ttlMs : queryTtlMs, isNoted: isResult };
    memory.keep(text, bytes, life.ttlMs);
    if (shared === undefined || isCheap) return;
    shared.keep(text, bytes, life).catch((error: unknown) => observer.onError('keep', error));
  }

  forget(key: CacheKey): Promise<void> {
    return this.#forget({ key: keyText(key) });
  }

  forgetBelow(prefix: CacheKey): Promise<void> {
    return this.#forget({ prefix: keyText(prefix) });
  }

  async close(): Promise<void> {
    this.#parts.shared?.close();
  }

  async #findShared(key: CacheKey, isCheap: boolean) {
    const { memory, shared, observer } = this.#parts;
    if (shared === undefined || isCheap) return undefined;
    const text = keyText(key);
    const before = this.#forgotten;
    try {
      const found = await shared.find(text, CACHED_KINDS[key.kind] === 'results');
      if (found === undefined) return undefined;
      if (before === this.#forgotten) memory.keep(text, found.bytes, found.ttlMs);
      return { bytes: found.bytes, level: 'redis' } as const;
    } catch (error) {
      observer.onError('find', error);
      return undefined;
    }
  }

  async #forget(hint: Hint): Promise<void> {
    const { shared, observer } = this.#parts;
    this.#forgetHere(hint);
    try {
      await shared?.forget(hint);
    } catch (error) {
      observer.onError('forget', error);
    }
    // Whoever read it while it was being forgotten may have kept it again.
    this.#forgetHere(hint);
  }

  #forgetHere(hint: Hint): void {
    this.#forgotten += 1;
    const { memory } = this.#parts;
    if ('key' in hint) memory.forget(hint.key);
    else memory.forgetWhere((key) => key.startsWith(hint.prefix));
  }

  #forgetQueries(): void {
    this.#forgotten += 1;
    this.#parts.memory.forgetWhere(isQuery);
  }
}
