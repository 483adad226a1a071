import type { Job, JobState } from '../../contracts/job.ts';
import type { Queryable } from '../../database/database.ts';
import type { JobKey } from '../job-store.ts';
import { jobNotFound } from './read-job.ts';

export interface LockedJob {
  readonly state: JobState;
  readonly plan_hash: string;
}

const LOCK_JOB = `SELECT state, plan_hash FROM jobs WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE`;

/**
 * Takes the lock under which a job changes state. Locks are always taken in the order job, tasks, steps, so that no
 * two operations can wait for each other. Throws JOB_NOT_FOUND.
 */
export async function lockJob(transaction: Queryable, key: JobKey): Promise<LockedJob> {
  const job = await lockJobIfAny(transaction, key);
  if (job === undefined) throw jobNotFound(key.jobId);
  return job;
}

/** The same lock; undefined for a job that was deleted in the meantime. */
export async function lockJobIfAny(transaction: Queryable, key: JobKey): Promise<LockedJob | undefined> {
  const [row] = await transaction.query<LockedJob>(LOCK_JOB, [key.tenantId, key.jobId]);
  return row;
}

const SET_STATE = `
UPDATE jobs SET state = $3, error = $4,
  started_at = CASE WHEN $3 = 'running' THEN coalesce(started_at, now()) ELSE started_at END,
  ended_at = CASE WHEN $3 IN ('succeeded', 'failed', 'cancelled') THEN now() END
WHERE tenant_id = $1 AND id = $2`;

/** Moves a locked job to `state`; the caller has checked that it may. */
export async function setJobState(
  transaction: Queryable,
  key: JobKey,
  { state, error }: { state: JobState; error?: Job['error'] },
): Promise<void> {
  await transaction.query(SET_STATE, [key.tenantId, key.jobId, state, error]);
}

const END_RUNNING_STEPS = `
UPDATE job_steps SET state = $3, ended_at = now() WHERE tenant_id = $1 AND job_id = $2 AND state = 'running'`;

/** The step that was under way ends with its job. */
export async function endRunningSteps(
  transaction: Queryable,
  key: JobKey,
  state: 'failed' | 'cancelled',
): Promise<void> {
  await transaction.query(END_RUNNING_STEPS, [key.tenantId, key.jobId, state]);
}
