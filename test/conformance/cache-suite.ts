import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Cache, CacheKey } from '../../shared/cache/cache.ts';
import { KIB, keyOf, textOf } from '../support/cache-parts.ts';

export interface CacheImplementation {
  readonly name: string;
  readonly skipReason?: string | undefined;
  /** An empty one that answers; entries above 256 KiB are not kept. */
  create(): Promise<Cache>;
}

/** What every cache does, wherever it keeps its answers. */
export function runCacheConformance({ name, skipReason, create }: CacheImplementation): void {
  describe.skipIf(skipReason !== undefined)(`the cache in ${name} ${skipReason ?? ''}`, () => {
    let cache: Cache;
    afterEach(() => cache.close());

    const keep = async (key: CacheKey, text: string) => {
      cache.keep(key, Buffer.from(text));
      await vi.waitFor(async () => expect(textOf((await cache.find(key))?.bytes)).toBe(text));
    };
    const found = async (...keys: CacheKey[]) =>
      Promise.all(keys.map(async (key) => textOf((await cache.find(key))?.bytes)));

    it('finds what was kept, byte for byte', async () => {
      cache = await create();
      for (const bytes of [0, 1, 1_000, 100 * KIB]) {
        const kept = Buffer.from(Uint8Array.from({ length: bytes }, (_, at) => (at * 31) % 256));
        const key = keyOf(`${bytes}`);
        expect(await cache.find(key)).toBeUndefined();
        cache.keep(key, kept);
        await vi.waitFor(async () => expect(await cache.find(key)).toBeDefined());
        expect(kept.equals((await cache.find(key))!.bytes)).toBe(true);
      }
    });

    it('tells tenants, kinds and names apart', async () => {
      cache = await create();
      const keys = [
        keyOf('a'),
        keyOf('a', { tenantId: 'other' }),
        keyOf('a', { kind: 'preview' }),
        keyOf('a', { kind: 'manifest' }),
        keyOf('a/b'),
        keyOf('ä'),
      ];
      for (const [at, key] of keys.entries()) await keep(key, `${at}`);
      expect(await found(...keys)).toEqual(['0', '1', '2', '3', '4', '5']);
    });

    it('finds what a key got last', async () => {
      cache = await create();
      await keep(keyOf('a'), 'before');
      await keep(keyOf('a'), 'after');
      expect(await found(keyOf('a'))).toEqual(['after']);
    });

    it('does not keep what is larger than an entry may be', async () => {
      cache = await create();
      cache.keep(keyOf('large'), Buffer.alloc(256 * KIB + 1));
      await keep(keyOf('small'), 'small');
      expect(await cache.find(keyOf('large'))).toBeUndefined();
    });

    it('forgets one key, and tells that it forgot', async () => {
      cache = await create();
      for (const name of ['a', 'ab']) await keep(keyOf(name, { kind: 'manifest' }), name);
      const before = cache.forgotten;
      await cache.forget(keyOf('a', { kind: 'manifest' }));
      expect(await found(keyOf('a', { kind: 'manifest' }), keyOf('ab', { kind: 'manifest' }))).toEqual([
        undefined,
        'ab',
      ]);
      expect(cache.forgotten).toBeGreaterThan(before);
    });

    it('forgets what begins like a name, and nobody else’s', async () => {
      cache = await create();
      const schema = (name: string, tenantId = 'default') => keyOf(name, { kind: 'schema', tenantId });
      const [gone, kept] = [
        [schema('shop/1'), schema('shop/22')],
        [schema('shopping/1'), schema('shop/1', 'other'), keyOf('shop/1')],
      ];
      for (const key of [...gone, ...kept]) await keep(key, 'x');
      await cache.forgetBelow(schema('shop/'));
      expect(await found(...gone, ...kept)).toEqual([undefined, undefined, 'x', 'x', 'x']);
    });

    it('takes the characters of patterns as they are', async () => {
      cache = await create();
      for (const name of ['a*/1', 'ab/1', '[a]/1', '\\/1']) await keep(keyOf(name, { kind: 'schema' }), name);
      for (const prefix of ['a*/', '[a]/', '\\/']) await cache.forgetBelow(keyOf(prefix, { kind: 'schema' }));
      const left = await found(...['a*/1', 'ab/1', '[a]/1', '\\/1'].map((name) => keyOf(name, { kind: 'schema' })));
      expect(left).toEqual([undefined, 'ab/1', undefined, undefined]);
    });
  });
}
