import type { Cache, CacheKey } from '../cache/cache.ts';
import { readThrough } from '../cache/read-through.ts';
import { StoredSchema } from '../contracts/stored-schema.ts';
import type { SchemaKey, SchemaStore } from './schema-store.ts';

/**
 * Numbered versions come from the cache, since they never change; the latest one is always asked for. A name that is
 * deleted takes its versions along, before it can be made again.
 */
export function cacheSchemas(schemas: SchemaStore, cache: Cache | undefined): SchemaStore {
  if (cache === undefined) return schemas;
  return {
    ...schemas,
    readVersion(key, version) {
      if (version === undefined) return schemas.readVersion(key);
      return readThrough(cache, keyOf(key, `${key.name}/${version}`), {
        read: () => schemas.readVersion(key, version),
        parse: (kept) => StoredSchema.safeParse(kept).data,
      });
    },
    async deleteSchema(key) {
      await schemas.deleteSchema(key);
      await cache.forgetBelow(keyOf(key, `${key.name}/`));
    },
  };
}

function keyOf({ tenantId }: SchemaKey, name: string): CacheKey {
  return { tenantId, kind: 'schema', name };
}
