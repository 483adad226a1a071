import type { Queryable } from '../../database/database.ts';
import { AppError } from '../../errors/app-error.ts';
import type { SchemaKey } from '../schema-store.ts';
import { VERSION_COLUMNS, type VersionRow } from '../version-row.ts';

/** An absent version is the latest. */
const READ_VERSION = `
SELECT ${VERSION_COLUMNS}
FROM schemas s
JOIN schema_versions v ON v.tenant_id = s.tenant_id AND v.name = s.name AND v.version = coalesce($3, s.latest_version)
WHERE s.tenant_id = $1 AND s.name = $2`;

/** Throws SCHEMA_NOT_FOUND. */
export async function readVersion(
  database: Queryable,
  { tenantId, name }: SchemaKey,
  version?: number,
): Promise<VersionRow> {
  const [row] = await database.query<VersionRow>(READ_VERSION, [tenantId, name, version]);
  if (row === undefined) throw schemaNotFound(name, version);
  return row;
}

/** The same error for a schema that never was, that is gone, and that is another tenant's. */
export function schemaNotFound(name: string, version?: number): AppError {
  const [thing, remedy] =
    version === undefined
      ? [`schema "${name}"`, 'GET /v1/schemas lists those there are']
      : [`version ${version} of schema "${name}"`, `GET /v1/schemas/${name}/versions lists those there are`];
  return new AppError('SCHEMA_NOT_FOUND', `${thing} does not exist; ${remedy}`);
}
