import type { Queryable } from '../../database/database.ts';
import type { NewJob } from '../job-store.ts';

/** The new date keeps `deletePlan` away from a plan that is about to be used again. */
const INSERT_PLAN = `
INSERT INTO plans (tenant_id, plan_hash, plan, may_be_unused) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, plan_hash) DO UPDATE
  SET created_at = now(), may_be_unused = plans.may_be_unused AND excluded.may_be_unused`;

/** See JobStore.keepPlan; `hasJob` when its job is made in the same transaction. */
export async function keepPlan(
  transaction: Queryable,
  { tenantId, planHash, plan }: Pick<NewJob, 'tenantId' | 'planHash' | 'plan'>,
  { hasJob }: { readonly hasJob: boolean },
): Promise<void> {
  await transaction.query(INSERT_PLAN, [tenantId, planHash, JSON.stringify(plan), !hasJob]);
}
