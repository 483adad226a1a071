/** What a map, a key and a view take beside the bytes. */
const ENTRY_OVERHEAD_BYTES = 512;
/** Larger entries would push out everything else. */
const ENTRY_SHARE_MAX = 1 / 8;
/** Views of a slab that others write to would keep all of it. */
const COPIED_BYTES_MAX = 64 * 1024;

interface Entry {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly expiresMs: number;
  readonly weight: number;
}

/** Entries in the memory of this process, those used last: bounded by bytes, each with its time to live. */
export class MemoryLevel {
  readonly #entries = new Map<string, Entry>();
  readonly #bytesMax: number;
  readonly #now: () => number;
  #bytes = 0;

  /** `now` in milliseconds, of any beginning. */
  constructor(bytesMax: number, now: () => number) {
    this.#bytesMax = bytesMax;
    this.#now = now;
  }

  /** With what it takes to keep them. */
  get bytes(): number {
    return this.#bytes;
  }

  find(key: string): Uint8Array<ArrayBuffer> | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (entry.expiresMs <= this.#now()) {
      this.#bytes -= entry.weight;
      return undefined;
    }
    this.#entries.set(key, entry);
    return entry.bytes;
  }

  /** Pushes out what was used longest ago. Entries above an eighth of all are not kept. */
  keep(key: string, bytes: Uint8Array<ArrayBuffer>, ttlMs: number): void {
    this.forget(key);
    const weight = bytes.byteLength + 2 * key.length + ENTRY_OVERHEAD_BYTES;
    if (ttlMs <= 0 || weight > this.#bytesMax * ENTRY_SHARE_MAX) return;
    const own = bytes.byteLength <= COPIED_BYTES_MAX ? new Uint8Array(bytes) : bytes;
    this.#entries.set(key, { bytes: own, expiresMs: this.#now() + ttlMs, weight });
    this.#bytes += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#bytesMax) break;
      this.forget(oldest);
    }
  }

  forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.weight;
  }

  forgetWhere(isForgotten: (key: string) => boolean): void {
    for (const key of this.#entries.keys()) if (isForgotten(key)) this.forget(key);
  }

  /** Gives back the memory of entries whose time is over. */
  sweep(): void {
    const now = this.#now();
    for (const [key, { expiresMs }] of this.#entries) if (expiresMs <= now) this.forget(key);
  }
}
