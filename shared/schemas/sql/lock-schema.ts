import type { Queryable } from '../../database/database.ts';
import { AppError } from '../../errors/app-error.ts';
import type { SchemaKey } from '../schema-store.ts';
import { schemaNotFound } from './read-version.ts';

const LOCK_SCHEMA = 'SELECT latest_version FROM schemas WHERE tenant_id = $1 AND name = $2 FOR NO KEY UPDATE';

/**
 * Takes the lock under which versions are added; answers the latest one. Throws SCHEMA_NOT_FOUND, and SCHEMA_CHANGED
 * when that is not the one expected.
 */
export async function lockSchema(
  transaction: Queryable,
  { tenantId, name }: SchemaKey,
  expectedVersion: number | undefined,
): Promise<number> {
  const [row] = await transaction.query<{ latest_version: number }>(LOCK_SCHEMA, [tenantId, name]);
  if (row === undefined) throw schemaNotFound(name);
  const latest = row.latest_version;
  if (expectedVersion === undefined || expectedVersion === latest) return latest;
  throw new AppError(
    'SCHEMA_CHANGED',
    `schema "${name}" is at version ${latest}, not ${expectedVersion}; read it again and repeat the change`,
  );
}
