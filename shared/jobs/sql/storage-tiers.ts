import type { StorageTier } from '../../contracts/dataset-id.ts';
import { ALL_TENANTS, queryAsTenant } from '../../database/with-tenant.ts';
import type { JobKey } from '../job-store.ts';
import type { LeftTier } from '../storage-tiers.ts';
import type { StoreContext } from './store-context.ts';

const LIST_IN_TIER = `
SELECT tenant_id AS "tenantId", id AS "jobId" FROM jobs
WHERE state = 'succeeded' AND left_tier IS NULL AND storage_tier = $1 AND ended_at <= now() - $2 * interval '1 day'
ORDER BY ended_at LIMIT $3`;

/** See StorageTierOperations.listInTier. */
export function listInTier(
  { database }: StoreContext,
  { tier, days, limit }: { readonly tier: StorageTier; readonly days: number; readonly limit: number },
): Promise<JobKey[]> {
  return queryAsTenant<JobKey>(database, ALL_TENANTS, { sql: LIST_IN_TIER, parameters: [tier, days, limit] });
}

const CHANGE_TIER = `
UPDATE jobs SET storage_tier = $4, left_tier = $3, tier_changed_at = now()
WHERE tenant_id = $1 AND id = $2 AND state = 'succeeded' AND left_tier IS NULL AND storage_tier = $3 RETURNING id`;

/** See StorageTierOperations.changeTier. */
export async function changeTier(
  { database }: StoreContext,
  { tenantId, jobId }: JobKey,
  { from, to }: { readonly from: StorageTier; readonly to: StorageTier },
): Promise<boolean> {
  const parameters = [tenantId, jobId, from, to];
  return (await queryAsTenant(database, tenantId, { sql: CHANGE_TIER, parameters })).length > 0;
}

const LIST_LEFT = `
SELECT tenant_id AS "tenantId", id AS "jobId", left_tier AS tier FROM jobs
WHERE left_tier IS NOT NULL AND tier_changed_at <= now() - $1 * interval '1 second' ORDER BY tier_changed_at LIMIT $2`;

/** See StorageTierOperations.listLeftTiers. */
export function listLeftTiers({ database }: StoreContext, ageSeconds: number, limit: number): Promise<LeftTier[]> {
  return queryAsTenant<LeftTier>(database, ALL_TENANTS, { sql: LIST_LEFT, parameters: [ageSeconds, limit] });
}

const FORGET_LEFT = `
UPDATE jobs SET left_tier = NULL WHERE tenant_id = $1 AND id = $2 AND left_tier = $3`;

/** See StorageTierOperations.forgetLeftTier. */
export async function forgetLeftTier({ database }: StoreContext, { tenantId, jobId, tier }: LeftTier): Promise<void> {
  await queryAsTenant(database, tenantId, { sql: FORGET_LEFT, parameters: [tenantId, jobId, tier] });
}
