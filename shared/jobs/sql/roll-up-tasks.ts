import { ALL_TENANTS, queryAsTenant, withTenant } from '../../database/with-tenant.ts';
import type { JobKey } from '../job-store.ts';
import type { StoreContext } from './store-context.ts';

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
