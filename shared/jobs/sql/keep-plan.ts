import type { Queryable } from '../../database/database.ts';
import type { NewJob } from '../job-store.ts';

/** The new date keeps `deletePlan` away from a plan that is about to be used again. */
const INSERT_PLAN = `
INSERT INTO plans (tenant_id, plan_hash, plan) VALUES ($1, $2, $3)
ON CONFLICT (tenant_id, plan_hash) DO UPDATE SET created_at = now()`;

/** See JobStore.keepPlan. */
export async function keepPlan(
  transaction: Queryable,
  { tenantId, planHash, plan }: Pick<NewJob, 'tenantId' | 'planHash' | 'plan'>,
): Promise<void> {
  await transaction.query(INSERT_PLAN, [tenantId, planHash, JSON.stringify(plan)]);
}
