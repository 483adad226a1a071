import type { StoredSchema } from '../../shared/contracts/stored-schema.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { type ResponseHeaders, respondJson } from '../../shared/http/respond.ts';

/** One version; its number is the `ETag` that `If-Match` takes. */
export function respondSchema(c: ApiContext, schema: StoredSchema, headers: ResponseHeaders = {}): Response {
  return respondJson(c.env, schema, { headers: { etag: `"${schema.version}"`, ...headers } });
}

/** 201 and where the version can be read from now on. */
export function respondNewVersion(c: ApiContext, schema: StoredSchema, isReplay = false): Response {
  return respondJson(c.env, schema, {
    status: 201,
    headers: {
      etag: `"${schema.version}"`,
      location: `/v1/schemas/${schema.name}/versions/${schema.version}`,
      ...(isReplay && { 'idempotency-replayed': 'true' }),
    },
  });
}
