import type { Plan } from '../../contracts/plan.ts';
import type { Queryable } from '../../database/database.ts';
import { queryAsTenant } from '../../database/with-tenant.ts';
import { AppError } from '../../errors/app-error.ts';
import type { StoreContext } from './store-context.ts';

const READ_PLAN = 'SELECT plan FROM plans WHERE tenant_id = $1 AND plan_hash = $2';
const PLANS_KEPT = 64;

/** See JobStore.readPlan; inside a transaction when one is given. */
export async function readPlan(
  context: StoreContext,
  { tenantId, planHash }: { tenantId: string; planHash: string },
  transaction?: Queryable,
): Promise<Plan> {
  const cacheKey = `${tenantId}/${planHash}`;
  const known = context.plans.get(cacheKey);
  if (known !== undefined) return known;
  const parameters = [tenantId, planHash];
  const [row] = await (transaction === undefined
    ? queryAsTenant<{ plan: Plan }>(context.database, tenantId, { sql: READ_PLAN, parameters })
    : transaction.query<{ plan: Plan }>(READ_PLAN, parameters));
  if (row === undefined)
    throw new AppError('JOB_NOT_FOUND', `plan "${planHash}" does not exist; its jobs have been deleted`);
  remember(context.plans, cacheKey, row.plan);
  return row.plan;
}

/** The oldest entry makes room. */
function remember(plans: Map<string, Plan>, cacheKey: string, plan: Plan): void {
  const oldest = plans.keys().next().value;
  if (plans.size >= PLANS_KEPT && oldest !== undefined) plans.delete(oldest);
  plans.set(cacheKey, plan);
}
