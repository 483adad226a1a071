import type { Queryable } from '../../database/database.ts';
import { withTenant } from '../../database/with-tenant.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobKey } from '../job-store.ts';
import { lockJob } from './lock-job.ts';
import type { StoreContext } from './store-context.ts';

const COUNT_LEASES = `
SELECT count(*) AS leases FROM tasks
WHERE tenant_id = $1 AND job_id = $2 AND lease_until > now()`;
const DELETE_TASKS = 'DELETE FROM tasks WHERE tenant_id = $1 AND job_id = $2';
const DELETE_JOB = 'DELETE FROM jobs WHERE tenant_id = $1 AND id = $2';
const DOUBT_PLAN =
  'UPDATE plans SET may_be_unused = true WHERE tenant_id = $1 AND plan_hash = $2 AND NOT may_be_unused';

/** See JobStore.deleteJob. Steps, events and idempotency keys go with the row, the plan with `deletePlan`. */
export function deleteJob({ database }: StoreContext, key: JobKey): Promise<void> {
  return withTenant(database, key.tenantId, async (transaction) => {
    const { state, plan_hash } = await lockJob(transaction, key);
    if (state === 'queued' || state === 'running' || state === 'cancelling') {
      throw new AppError('JOB_STATE_CONFLICT', `job "${key.jobId}" is ${state}; cancel it before deleting it`);
    }
    await refuseLeases(transaction, key);
    await transaction.query(DELETE_TASKS, [key.tenantId, key.jobId]);
    await transaction.query(DELETE_JOB, [key.tenantId, key.jobId]);
    await transaction.query(DOUBT_PLAN, [key.tenantId, plan_hash]);
  });
}

/** A worker that has not noticed the end yet would write a part behind the deletion. */
async function refuseLeases(transaction: Queryable, key: JobKey): Promise<void> {
  const [row] = await transaction.query<{ leases: number }>(COUNT_LEASES, [key.tenantId, key.jobId]);
  if (row!.leases === 0) return;
  throw new AppError(
    'JOB_STATE_CONFLICT',
    `job "${key.jobId}" has ended but ${row!.leases} of its tasks are still stopping; try again in a few seconds`,
  );
}
