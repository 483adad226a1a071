import type { SchemaSummary } from '../../contracts/stored-schema.ts';
import type { Database } from '../../database/database.ts';
import { queryAsTenant } from '../../database/with-tenant.ts';
import { decodeVersionCursor, encodeSchemaCursor } from '../schema-cursor.ts';
import type { SchemaKey, SchemaPage } from '../schema-store.ts';
import { SUMMARY_COLUMNS, type SummaryRow, toSummary } from '../version-row.ts';
import { schemaNotFound } from './read-version.ts';

const LIST_VERSIONS = `
SELECT ${SUMMARY_COLUMNS}
FROM schema_versions v
WHERE v.tenant_id = $1 AND v.name = $2 AND ($3::integer IS NULL OR v.version < $3)
ORDER BY v.version DESC
LIMIT $4`;

/** See SchemaStore.listVersions. */
export async function listVersions(
  database: Database,
  { tenantId, name }: SchemaKey,
  { limit, cursor }: SchemaPage,
): Promise<{ versions: SchemaSummary[]; nextCursor?: string }> {
  const before = cursor === undefined ? undefined : decodeVersionCursor(cursor);
  const parameters = [tenantId, name, before, limit + 1];
  const rows = await queryAsTenant<SummaryRow>(database, tenantId, { sql: LIST_VERSIONS, parameters });
  // Every schema has a first version.
  if (rows.length === 0 && before === undefined) throw schemaNotFound(name);
  const versions = rows.slice(0, limit).map(toSummary);
  const last = versions.at(-1);
  if (rows.length <= limit || last === undefined) return { versions };
  return { versions, nextCursor: encodeSchemaCursor(last.version) };
}
