import type { Database } from '../database/database.ts';
import { withTenant } from '../database/with-tenant.ts';
import type { SchemaStore } from './schema-store.ts';
import { addVersion } from './sql/add-version.ts';
import { createSchema } from './sql/create-schema.ts';
import { deleteSchema } from './sql/delete-schema.ts';
import { listSchemas } from './sql/list-schemas.ts';
import { listVersions } from './sql/list-versions.ts';
import { readVersion } from './sql/read-version.ts';
import { restoreVersion } from './sql/restore-version.ts';
import { toStoredSchema } from './version-row.ts';

/** Schemas and versions in a migrated database. */
export function createSchemaStore(database: Database): SchemaStore {
  return {
    createSchema: (schema) => createSchema(database, schema),
    addVersion: (key, version) => addVersion(database, key, version),
    restoreVersion: (key, restoration) => restoreVersion(database, key, restoration),
    readVersion: async (key, version) =>
      toStoredSchema(await withTenant(database, key.tenantId, (transaction) => readVersion(transaction, key, version))),
    listSchemas: (tenantId, page) => listSchemas(database, tenantId, page),
    listVersions: (key, page) => listVersions(database, key, page),
    deleteSchema: (key) => deleteSchema(database, key),
  };
}
