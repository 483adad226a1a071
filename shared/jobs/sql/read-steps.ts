import type { Queryable } from '../../database/database.ts';
import type { JobKey } from '../job-store.ts';
import type { StepName } from '../task-slices.ts';

/** Where a step stands; the counts are exact because only fenced changes of task rows move them. */
export interface StepCounts {
  readonly step: StepName;
  readonly state: 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly tasks_total: number;
  readonly tasks_inserted: number;
  readonly tasks_done: number;
}

const LOCK_STEPS = `
SELECT step, state, tasks_total, tasks_inserted, tasks_done FROM job_steps
WHERE tenant_id = $1 AND job_id = $2 ORDER BY position FOR NO KEY UPDATE`;

/** The steps of a locked job, in order, locked too. */
export function lockSteps(transaction: Queryable, key: JobKey): Promise<StepCounts[]> {
  return transaction.query<StepCounts>(LOCK_STEPS, [key.tenantId, key.jobId]);
}

const BEGIN_STEP = `
UPDATE job_steps SET state = 'running', started_at = coalesce(started_at, now()), ended_at = NULL,
  measured_from = now(), measured_value = value
WHERE tenant_id = $1 AND job_id = $2 AND step = $3`;

/** A step begins, or goes on after a retry. */
export async function beginStep(transaction: Queryable, key: JobKey, step: StepName): Promise<void> {
  await transaction.query(BEGIN_STEP, [key.tenantId, key.jobId, step]);
}

const SUCCEED_STEP = `
UPDATE job_steps SET state = 'succeeded', started_at = coalesce(started_at, now()), ended_at = now()
WHERE tenant_id = $1 AND job_id = $2 AND step = $3`;

/** All tasks of a step are done. */
export async function succeedStep(transaction: Queryable, key: JobKey, step: StepName): Promise<void> {
  await transaction.query(SUCCEED_STEP, [key.tenantId, key.jobId, step]);
}
