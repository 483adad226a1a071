import type { Database } from '../../database/database.ts';
import { ALL_TENANTS, queryAsTenant, withTenant } from '../../database/with-tenant.ts';
import type { Arrival } from '../inbox-store.ts';

const LIST_ENDED = `
SELECT tenant_id AS "tenantId", id, bucket, object_key AS key, etag FROM inbox_events
WHERE ended_at IS NOT NULL AND checked_at <= now() - $1::float8 * interval '1 day'
ORDER BY checked_at LIMIT $2`;
const DELETE_GONE = 'DELETE FROM inbox_events WHERE tenant_id = $1 AND id = ANY ($2::text[])';
const MARK_KEPT = 'UPDATE inbox_events SET checked_at = now() WHERE tenant_id = $1 AND id = ANY ($2::text[])';

/** See InboxStore.listEnded. */
export function listEnded(database: Database, days: number, limit: number) {
  const statement = { sql: LIST_ENDED, parameters: [days, limit] };
  return queryAsTenant<Arrival & { tenantId: string; id: string }>(database, ALL_TENANTS, statement);
}

/** See InboxStore.settleEnded. */
export function settleEnded(
  database: Database,
  tenantId: string,
  { gone, kept }: { readonly gone: readonly string[]; readonly kept: readonly string[] },
): Promise<void> {
  return withTenant(database, tenantId, async (transaction) => {
    await transaction.query(DELETE_GONE, [tenantId, gone]);
    await transaction.query(MARK_KEPT, [tenantId, kept]);
  });
}
