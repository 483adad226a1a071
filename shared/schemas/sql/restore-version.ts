import type { Database } from '../../database/database.ts';
import { withTenant } from '../../database/with-tenant.ts';
import type { Restoration, SchemaKey, WrittenVersion } from '../schema-store.ts';
import { appendVersion } from './add-version.ts';
import { lockSchema } from './lock-schema.ts';
import { readVersion } from './read-version.ts';

/** See SchemaStore.restoreVersion. */
export function restoreVersion(
  database: Database,
  key: SchemaKey,
  { version, message, expectedVersion }: Restoration,
): Promise<WrittenVersion> {
  return withTenant(database, key.tenantId, async (transaction) => {
    const latest = await lockSchema(transaction, key, expectedVersion);
    const { spec, source, spec_hash, content_hash } = await readVersion(transaction, key, version);
    const content = { spec, source, specHash: spec_hash, contentHash: content_hash };
    return appendVersion(transaction, key, { latest, content, message, restoredFrom: version });
  });
}
