import type { Cache, CacheKey } from './cache.ts';

/** What is read when nothing is kept, and how it is known again: `parse` answers undefined for what is something else. */
export interface Reading<Value> {
  read(): Promise<Value>;
  parse(kept: unknown): Value | undefined;
}

/**
 * A value that JSON can hold, from the cache or read now and kept. What was read while something was forgotten is not
 * kept, since it may have been read before the change.
 */
export async function readThrough<Value>(
  cache: Cache | undefined,
  key: CacheKey,
  { read, parse }: Reading<Value>,
): Promise<Value> {
  if (cache === undefined) return read();
  const found = await cache.find(key);
  const kept = found === undefined ? undefined : parse(JSON.parse(Buffer.from(found.bytes).toString()));
  if (kept !== undefined) return kept;
  const before = cache.forgotten;
  const value = await read();
  if (before === cache.forgotten) cache.keep(key, Buffer.from(JSON.stringify(value)));
  return value;
}
