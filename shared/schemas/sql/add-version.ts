import type { Database, Queryable } from '../../database/database.ts';
import { withTenant } from '../../database/with-tenant.ts';
import type { NewVersion, SchemaKey, WrittenVersion } from '../schema-store.ts';
import { toStoredSchema } from '../version-row.ts';
import { type InsertedVersion, insertVersion } from './insert-version.ts';
import { lockSchema } from './lock-schema.ts';
import { readVersion } from './read-version.ts';

const RAISE_LATEST = 'UPDATE schemas SET latest_version = $3 WHERE tenant_id = $1 AND name = $2';

/** See SchemaStore.addVersion. */
export function addVersion(
  database: Database,
  key: SchemaKey,
  { content, message, expectedVersion }: NewVersion,
): Promise<WrittenVersion> {
  return withTenant(database, key.tenantId, async (transaction) => {
    const latest = await lockSchema(transaction, key, expectedVersion);
    return appendVersion(transaction, key, { latest, content, message });
  });
}

/** The version after `latest` of a locked schema, or `latest` itself where it has this content. */
export async function appendVersion(
  transaction: Queryable,
  key: SchemaKey,
  { latest, ...added }: Omit<InsertedVersion, 'version'> & { readonly latest: number },
): Promise<WrittenVersion> {
  const current = await readVersion(transaction, key, latest);
  if (current.content_hash === added.content.contentHash) return { schema: toStoredSchema(current), isNew: false };
  const version = latest + 1;
  await transaction.query(RAISE_LATEST, [key.tenantId, key.name, version]);
  return { schema: toStoredSchema(await insertVersion(transaction, key, { ...added, version })), isNew: true };
}
