import type { SchemaSummary } from '../../contracts/stored-schema.ts';
import type { Database } from '../../database/database.ts';
import { queryAsTenant } from '../../database/with-tenant.ts';
import { decodeNameCursor, encodeSchemaCursor } from '../schema-cursor.ts';
import type { SchemaPage } from '../schema-store.ts';
import { SUMMARY_COLUMNS, type SummaryRow, toSummary } from '../version-row.ts';

const LIST_SCHEMAS = `
SELECT ${SUMMARY_COLUMNS}
FROM schemas s
JOIN schema_versions v ON v.tenant_id = s.tenant_id AND v.name = s.name AND v.version = s.latest_version
WHERE s.tenant_id = $1 AND ($2::text IS NULL OR s.name > $2)
ORDER BY s.name
LIMIT $3`;

/** See SchemaStore.listSchemas. */
export async function listSchemas(
  database: Database,
  tenantId: string,
  { limit, cursor }: SchemaPage,
): Promise<{ schemas: SchemaSummary[]; nextCursor?: string }> {
  const after = cursor === undefined ? undefined : decodeNameCursor(cursor);
  // One more than asked for tells whether there is a next page.
  const parameters = [tenantId, after, limit + 1];
  const rows = await queryAsTenant<SummaryRow>(database, tenantId, { sql: LIST_SCHEMAS, parameters });
  const schemas = rows.slice(0, limit).map(toSummary);
  const last = schemas.at(-1);
  if (rows.length <= limit || last === undefined) return { schemas };
  return { schemas, nextCursor: encodeSchemaCursor(last.name) };
}
