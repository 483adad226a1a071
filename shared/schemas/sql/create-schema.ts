import type { StoredSchema } from '../../contracts/stored-schema.ts';
import type { Database, Queryable } from '../../database/database.ts';
import { withTenant } from '../../database/with-tenant.ts';
import { AppError } from '../../errors/app-error.ts';
import type { NewSchema } from '../schema-store.ts';
import { toStoredSchema } from '../version-row.ts';
import { insertVersion } from './insert-version.ts';
import { readVersion } from './read-version.ts';

const FIRST_VERSION = 1;

const EXPIRE_KEYS = `
DELETE FROM schema_idempotency_keys WHERE tenant_id = $1 AND created_at <= now() - interval '24 hours'`;
/** Waits for whoever holds the key right now; no row when the key is taken. */
const TAKE_KEY = `
INSERT INTO schema_idempotency_keys (tenant_id, key, body_hash, name) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, key) DO NOTHING
RETURNING name`;
const READ_KEY = 'SELECT body_hash, name FROM schema_idempotency_keys WHERE tenant_id = $1 AND key = $2';

const INSERT_SCHEMA = `
INSERT INTO schemas (tenant_id, name, latest_version) VALUES ($1, $2, $3)
ON CONFLICT (tenant_id, name) DO NOTHING
RETURNING name`;

/** See SchemaStore.createSchema. */
export function createSchema(
  database: Database,
  schema: NewSchema,
): Promise<{ schema: StoredSchema; isReplay: boolean }> {
  const { tenantId, name, content, message } = schema;
  return withTenant(database, tenantId, async (transaction) => {
    const earlier = await takeKey(transaction, schema);
    if (earlier !== undefined) {
      const row = await readVersion(transaction, { tenantId, name: earlier }, FIRST_VERSION);
      return { schema: toStoredSchema(row), isReplay: true };
    }
    const inserted = await transaction.query(INSERT_SCHEMA, [tenantId, name, FIRST_VERSION]);
    if (inserted.length === 0) throw schemaExists(name);
    const row = await insertVersion(transaction, schema, { version: FIRST_VERSION, content, message });
    return { schema: toStoredSchema(row), isReplay: false };
  });
}

/** The schema that the key made before, or undefined when the key is now ours or there is none. */
async function takeKey(
  transaction: Queryable,
  { tenantId, name, idempotency }: NewSchema,
): Promise<string | undefined> {
  if (idempotency === undefined) return undefined;
  const { key, bodyHash } = idempotency;
  await transaction.query(EXPIRE_KEYS, [tenantId]);
  const taken = await transaction.query(TAKE_KEY, [tenantId, key, bodyHash, name]);
  if (taken.length > 0) return undefined;
  const [held] = await transaction.query<{ body_hash: string; name: string }>(READ_KEY, [tenantId, key]);
  if (held!.body_hash === bodyHash) return held!.name;
  throw new AppError(
    'IDEMPOTENCY_KEY_REUSED',
    `the idempotency key "${key}" made schema "${held!.name}" from another body; use a new key`,
  );
}

function schemaExists(name: string): AppError {
  return new AppError(
    'SCHEMA_EXISTS',
    `schema "${name}" exists already; PUT /v1/schemas/${name} adds a version, or choose another name`,
  );
}
