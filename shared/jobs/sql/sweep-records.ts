import { ALL_TENANTS, queryAsTenant } from '../../database/with-tenant.ts';
import type { PlanKey } from '../job-store.ts';
import type { StoreContext } from './store-context.ts';

const DELETE_KEYS = `DELETE FROM idempotency_keys WHERE created_at <= now() - interval '24 hours'`;

/** The first condition spares the plans that surely have jobs: they need not be looked at at all. */
const IS_UNUSED = `p.may_be_unused AND p.created_at <= now() - interval '1 day'
  AND NOT EXISTS (SELECT FROM jobs j WHERE j.tenant_id = p.tenant_id AND j.plan_hash = p.plan_hash)`;

const LIST_UNUSED = `
SELECT tenant_id AS "tenantId", plan_hash AS "planHash" FROM plans p WHERE ${IS_UNUSED}
ORDER BY created_at LIMIT $1`;

/** Looks again: a job may have come since the plan was listed. */
const DELETE_PLAN = `DELETE FROM plans p WHERE p.tenant_id = $1 AND p.plan_hash = $2 AND ${IS_UNUSED}`;

/** See JobStore.sweepRecords. */
export async function sweepRecords({ database }: StoreContext): Promise<void> {
  await queryAsTenant(database, ALL_TENANTS, { sql: DELETE_KEYS });
}

/** See JobStore.listUnusedPlans. */
export function listUnusedPlans({ database }: StoreContext, limit: number): Promise<PlanKey[]> {
  return queryAsTenant<PlanKey>(database, ALL_TENANTS, { sql: LIST_UNUSED, parameters: [limit] });
}

/** See JobStore.deletePlan. */
export async function deletePlan({ database }: StoreContext, { tenantId, planHash }: PlanKey): Promise<void> {
  await queryAsTenant(database, tenantId, { sql: DELETE_PLAN, parameters: [tenantId, planHash] });
}
