import type { Database } from '../../database/database.ts';
import { queryAsTenant } from '../../database/with-tenant.ts';
import type { SchemaKey } from '../schema-store.ts';
import { schemaNotFound } from './read-version.ts';

const DELETE_SCHEMA = 'DELETE FROM schemas WHERE tenant_id = $1 AND name = $2 RETURNING name';

/** See SchemaStore.deleteSchema. Versions and idempotency keys go with the row. */
export async function deleteSchema(database: Database, { tenantId, name }: SchemaKey): Promise<void> {
  const deleted = await queryAsTenant(database, tenantId, { sql: DELETE_SCHEMA, parameters: [tenantId, name] });
  if (deleted.length === 0) throw schemaNotFound(name);
}
