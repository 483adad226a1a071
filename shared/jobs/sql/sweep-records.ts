import { ALL_TENANTS, queryAsTenant, withTenant } from '../../database/with-tenant.ts';
import type { JobKey, PlanKey } from '../job-store.ts';
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

/** Who looks at the rows of a job that has just ended should find them. */
const LIST_WITH_TASKS = `
SELECT tenant_id AS "tenantId", id AS "jobId" FROM jobs
WHERE state = 'succeeded' AND has_tasks AND ended_at <= now() - interval '10 minutes' ORDER BY ended_at LIMIT $1`;

const DELETE_TASKS = `
WITH gone AS (
  DELETE FROM tasks WHERE tenant_id = $1 AND job_id = $2 AND (step, task_index) IN (
    SELECT step, task_index FROM tasks WHERE tenant_id = $1 AND job_id = $2 ORDER BY step, task_index LIMIT $3)
  RETURNING task_index
)
SELECT count(*) AS tasks FROM gone`;

const FORGET_TASKS = `UPDATE jobs SET has_tasks = false WHERE tenant_id = $1 AND id = $2 AND state = 'succeeded'`;

const JOBS_AT_ONCE = 1_000;
/** Rows of one transaction: short enough that nobody notices. */
const BATCH_TASKS = 10_000;

/** See JobStore.rollUpTasks. */
export async function rollUpTasks(context: StoreContext, limit: number): Promise<number> {
  const jobs = await queryAsTenant<JobKey>(context.database, ALL_TENANTS, {
    sql: LIST_WITH_TASKS,
    parameters: [JOBS_AT_ONCE],
  });
  let deleted = 0;
  for (const key of jobs) {
    if (deleted >= limit) break;
    deleted += await rollUpJob(context, key, limit - deleted);
  }
  return deleted;
}

async function rollUpJob(context: StoreContext, key: JobKey, limit: number): Promise<number> {
  let deleted = 0;
  while (deleted < limit) {
    const wanted = Math.min(BATCH_TASKS, limit - deleted);
    const found = await rollUpBatch(context, key, wanted);
    deleted += found;
    if (found < wanted) break;
  }
  return deleted;
}

/** The job is marked with its last row, so that whoever stops in between has lost nothing. */
function rollUpBatch({ database }: StoreContext, { tenantId, jobId }: JobKey, wanted: number): Promise<number> {
  return withTenant(database, tenantId, async (transaction) => {
    const [row] = await transaction.query<{ tasks: number }>(DELETE_TASKS, [tenantId, jobId, wanted]);
    if (row!.tasks < wanted) await transaction.query(FORGET_TASKS, [tenantId, jobId]);
    return row!.tasks;
  });
}
