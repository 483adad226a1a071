import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import type { NewSchema } from '../../shared/schemas/schema-store.ts';
import type { CatalogDependencies } from './dependencies.ts';
import { respondNewVersion } from './respond-schema.ts';

/** Stores version 1 of a new name; answers 201, also when the same request comes again. */
export async function createSchema(
  c: ApiContext,
  { schemas, log }: CatalogDependencies,
  wanted: Omit<NewSchema, 'tenantId'>,
): Promise<Response> {
  const { schema, isReplay } = await schemas.createSchema({ tenantId: TENANT_ID, ...wanted });
  const { name, version, spec_hash } = schema;
  if (!isReplay) log.info('schema_created', { request_id: c.env.requestId, schema: name, version, spec_hash });
  return respondNewVersion(c, schema, isReplay);
}
