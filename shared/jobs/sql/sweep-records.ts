import { ALL_TENANTS, queryAsTenant } from '../../database/with-tenant.ts';
import type { StoreContext } from './store-context.ts';

const DELETE_KEYS = `DELETE FROM idempotency_keys WHERE created_at <= now() - interval '24 hours'`;

const DELETE_PLANS = `
DELETE FROM plans p WHERE p.created_at <= now() - interval '1 day'
  AND NOT EXISTS (SELECT FROM jobs j WHERE j.tenant_id = p.tenant_id AND j.plan_hash = p.plan_hash)`;

/** Deletes what nobody needs any more: idempotency keys after 24 hours, plans without jobs a day after their last use. */
export async function sweepRecords({ database }: StoreContext): Promise<void> {
  await queryAsTenant(database, ALL_TENANTS, { sql: DELETE_KEYS });
  await queryAsTenant(database, ALL_TENANTS, { sql: DELETE_PLANS });
}
