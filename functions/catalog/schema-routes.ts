import {
  SchemaCreation,
  SchemaDiffQuery,
  SchemaName,
  SchemaPageQuery,
  SchemaRevision,
  SchemaRollback,
} from '../../shared/contracts/stored-schema.ts';
import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import type { Api, ApiContext } from '../../shared/http/api.ts';
import { parseQuery } from '../../shared/http/parse-query.ts';
import { respond, respondJson } from '../../shared/http/respond.ts';
import { schemaContent } from '../../shared/schemas/schema-content.ts';
import type { SchemaKey, WrittenVersion } from '../../shared/schemas/schema-store.ts';
import { schemaNotFound } from '../../shared/schemas/sql/read-version.ts';
import { createSchema } from './create-schema.ts';
import type { CatalogDependencies } from './dependencies.ts';
import { diffSchema } from './diff-schema.ts';
import { readExpectedVersion, readRequest, readVersionParameter } from './read-request.ts';
import { respondNewVersion, respondSchema } from './respond-schema.ts';

/** Everything below `/v1/schemas`. */
export function addSchemaRoutes(api: Api, dependencies: CatalogDependencies): void {
  const { schemas, log, bodyLimitBytes } = dependencies;

  api.on('POST', '/v1/schemas', async (c) => {
    const { body, idempotency } = await readRequest(c, SchemaCreation, bodyLimitBytes);
    const { name, spec, message } = body;
    return createSchema(c, dependencies, { name, content: schemaContent(spec), message, idempotency });
  });
  api.on('GET', '/v1/schemas', async (c) => {
    const page = await schemas.listSchemas(TENANT_ID, parseQuery(c.req.url, SchemaPageQuery));
    return respondJson(c.env, { schemas: page.schemas, next_cursor: page.nextCursor ?? null });
  });
  api.on('GET', '/v1/schemas/{name}', async (c) => respondSchema(c, await schemas.readVersion(keyOf(c))));
  api.on('PUT', '/v1/schemas/{name}', async (c) => {
    const { body } = await readRequest(c, SchemaRevision, bodyLimitBytes);
    const revision = { content: schemaContent(body.spec), message: body.message };
    return answerWritten(
      c,
      await schemas.addVersion(keyOf(c), { ...revision, expectedVersion: readExpectedVersion(c) }),
    );
  });
  api.on('DELETE', '/v1/schemas/{name}', async (c) => {
    const { tenantId, name } = keyOf(c);
    await schemas.deleteSchema({ tenantId, name });
    log.info('schema_deleted', { request_id: c.env.requestId, schema: name });
    return respond(c.env, null, { status: 204 });
  });
  api.on('GET', '/v1/schemas/{name}/versions', async (c) => {
    const page = await schemas.listVersions(keyOf(c), parseQuery(c.req.url, SchemaPageQuery));
    return respondJson(c.env, { versions: page.versions, next_cursor: page.nextCursor ?? null });
  });
  api.on('GET', '/v1/schemas/{name}/versions/{version}', async (c) =>
    respondSchema(c, await schemas.readVersion(keyOf(c), readVersionParameter(c))),
  );
  api.on('GET', '/v1/schemas/{name}/diff', async (c) =>
    respondJson(c.env, await diffSchema(schemas, keyOf(c), parseQuery(c.req.url, SchemaDiffQuery))),
  );
  api.on('POST', '/v1/schemas/{name}/rollback', async (c) => {
    const { body } = await readRequest(c, SchemaRollback, bodyLimitBytes);
    return answerWritten(
      c,
      await schemas.restoreVersion(keyOf(c), { ...body, expectedVersion: readExpectedVersion(c) }),
    );
  });

  function answerWritten(c: ApiContext, { schema, isNew }: WrittenVersion): Response {
    if (!isNew) return respondSchema(c, schema);
    const { name, version, spec_hash } = schema;
    log.info('schema_changed', { request_id: c.env.requestId, schema: name, version, spec_hash });
    return respondNewVersion(c, schema);
  }
}

/** What cannot be a name is not looked for. */
function keyOf(c: ApiContext): SchemaKey {
  const name = c.req.param('name') ?? '';
  if (!SchemaName.safeParse(name).success) throw schemaNotFound(name);
  return { tenantId: TENANT_ID, name };
}
