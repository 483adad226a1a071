import { describe, expect, it } from 'vitest';
import { readThrough } from '../../../shared/cache/read-through.ts';
import { createNotedCache, keyOf } from '../../support/cache-parts.ts';

const KEY = keyOf('shop/1', { kind: 'schema' });
const asNumber = (kept: unknown) => (typeof kept === 'number' ? kept : undefined);

/** A source of 1, 2, 3, … */
function createSource() {
  let count = 0;
  return { read: async () => ++count, parse: asNumber };
}

describe('readThrough', () => {
  it('reads once, until it is forgotten', async () => {
    const { cache } = createNotedCache();
    const source = createSource();
    expect([await readThrough(cache, KEY, source), await readThrough(cache, KEY, source)]).toEqual([1, 1]);
    await cache.forget(KEY);
    expect(await readThrough(cache, KEY, source)).toBe(2);
  });

  it('does not keep what was read before something was forgotten', async () => {
    const { cache } = createNotedCache();
    const source = createSource();
    const read = async () => {
      const value = await source.read();
      await cache.forgetBelow(keyOf('', { kind: 'schema' }));
      return value;
    };
    await readThrough(cache, KEY, { ...source, read });
    expect(await readThrough(cache, KEY, source)).toBe(2);
  });

  it('reads anew what is kept and is something else', async () => {
    const { cache } = createNotedCache();
    cache.keep(KEY, Buffer.from('"text"'));
    expect(await readThrough(cache, KEY, createSource())).toBe(1);
  });

  it('reads every time without a cache', async () => {
    const source = createSource();
    expect([await readThrough(undefined, KEY, source), await readThrough(undefined, KEY, source)]).toEqual([1, 2]);
  });
});
