import { ALL_TENANTS, queryAsTenant } from '../../database/with-tenant.ts';
import type { StoreContext } from './store-context.ts';

const DELETE_KEYS = `DELETE FROM idempotency_keys WHERE created_at <= now() - interval '24 hours'`;

/** See JobStore.sweepRecords. */
export async function sweepRecords({ database }: StoreContext): Promise<void> {
  await queryAsTenant(database, ALL_TENANTS, { sql: DELETE_KEYS });
}
