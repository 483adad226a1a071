import type { Queryable } from '../../database/database.ts';
import { withTenant } from '../../database/with-tenant.ts';
import type { JobKey } from '../job-store.ts';
import { appendEvent } from './append-event.ts';
import { findFailedTask, jobErrorOf } from './failed-task.ts';
import { insertTasks } from './insert-tasks.ts';
import { endRunningSteps, type LockedJob, lockJobIfAny, setJobState } from './lock-job.ts';
import { readPlan } from './read-plan.ts';
import { beginStep, lockSteps, type StepCounts, succeedStep } from './read-steps.ts';
import { wakeMerges } from './redo-chunks.ts';
import type { StoreContext } from './store-context.ts';

/** What a step did: nothing, something, or the end of the job. */
export type Advance = 'idle' | 'moved' | 'ended';

/**
 * See JobStore.advanceJob: queued → running with the first tasks; running → the next slice of tasks, the next step,
 * or failed; cancelling → cancelled. Under the lock of the job, so any number of callers move it once.
 */
export function advanceJob(context: StoreContext, key: JobKey): Promise<Advance> {
  return withTenant(context.database, key.tenantId, async (transaction) => {
    const job = await lockJobIfAny(transaction, key);
    if (job?.state === 'queued') return startJob(context, transaction, { ...key, job });
    if (job?.state === 'running') return advanceRunning(context, transaction, { ...key, job });
    if (job?.state === 'cancelling') return finishCancelling(transaction, key);
    return 'idle';
  });
}

type Locked = JobKey & { readonly job: LockedJob };

/** Serialises starting across jobs until the transaction ends; the number is arbitrary but fixed. */
const LOCK_STARTS = 'SELECT pg_advisory_xact_lock(7308604)';

/** Jobs that have a place already, or come before this one in the queue; counted no further than is needed. */
const COUNT_AHEAD = `
SELECT (SELECT count(*) FROM jobs WHERE state IN ('running', 'cancelling'))
  + (SELECT count(*) FROM (SELECT FROM jobs other
      WHERE other.state = 'queued' AND (other.created_at, other.id) < (mine.created_at, mine.id)
      ORDER BY other.created_at, other.id LIMIT $3) AS waiting) AS ahead
FROM jobs mine WHERE mine.tenant_id = $1 AND mine.id = $2`;

async function startJob(context: StoreContext, transaction: Queryable, locked: Locked): Promise<Advance> {
  await transaction.query(LOCK_STARTS);
  const [row] = await transaction.query<{ ahead: number }>(COUNT_AHEAD, [
    locked.tenantId,
    locked.jobId,
    context.maxRunningJobs,
  ]);
  if (row!.ahead >= context.maxRunningJobs) return 'idle';
  await setJobState(transaction, locked, { state: 'running' });
  const steps = await lockSteps(transaction, locked);
  const current = steps.find((step) => step.state !== 'succeeded');
  if (current !== undefined) {
    await beginStep(transaction, locked, current.step);
    await insertSlice(context, transaction, { ...locked, step: current });
  }
  await appendEvent(transaction, locked, 'started');
  return 'moved';
}

async function advanceRunning(context: StoreContext, transaction: Queryable, locked: Locked): Promise<Advance> {
  const failed = await findFailedTask(transaction, locked);
  if (failed !== undefined) {
    await failLockedJob(transaction, locked, jobErrorOf(failed));
    return 'ended';
  }
  const steps = await lockSteps(transaction, locked);
  const position = steps.findIndex((step) => step.state === 'running');
  const current = steps[position];
  if (current === undefined) return 'idle';
  if (current.tasks_done < current.tasks_total) {
    return insertSlice(context, transaction, { ...locked, step: current });
  }
  await succeedStep(transaction, locked, current.step);
  const next = steps[position + 1];
  if (next?.tasks_total === 0) await succeedStep(transaction, locked, next.step);
  else await beginNextStep(context, transaction, { ...locked, step: next });
  return 'moved';
}

/** After the last step the job waits for its manifest: `listFinishable` and `finishJob`. */
async function beginNextStep(
  context: StoreContext,
  transaction: Queryable,
  locked: Locked & { readonly step: StepCounts | undefined },
): Promise<void> {
  const { step } = locked;
  if (step === undefined) return;
  await beginStep(transaction, locked, step.step);
  if (step.tasks_inserted > 0) await wakeMerges(transaction, locked);
  await insertSlice(context, transaction, { ...locked, step });
  await appendEvent(transaction, locked, 'merging');
}

/** The next tasks, once those inserted run low; false when there is nothing to insert. */
async function insertSlice(
  context: StoreContext,
  transaction: Queryable,
  { step, job, ...key }: Locked & { readonly step: StepCounts },
): Promise<Advance> {
  const taskStart = step.tasks_inserted;
  const isLow = taskStart - step.tasks_done <= context.sliceTasks / 2;
  if (taskStart >= step.tasks_total || !isLow) return 'idle';
  const plan = await readPlan(context, { tenantId: key.tenantId, planHash: job.plan_hash }, transaction);
  const taskEnd = Math.min(taskStart + context.sliceTasks, step.tasks_total);
  await insertTasks(transaction, key, { plan, step: step.step, taskStart, taskEnd });
  return 'moved';
}

const COUNT_LEASES = `
SELECT count(*) AS leases FROM tasks
WHERE tenant_id = $1 AND job_id = $2 AND lease_until > now()`;

async function finishCancelling(transaction: Queryable, key: JobKey): Promise<Advance> {
  const [row] = await transaction.query<{ leases: number }>(COUNT_LEASES, [key.tenantId, key.jobId]);
  if (row!.leases > 0) return 'idle';
  await endRunningSteps(transaction, key, 'cancelled');
  await setJobState(transaction, key, { state: 'cancelled' });
  await appendEvent(transaction, key, 'cancelled');
  return 'ended';
}

/** Ends a locked, running job with an error. */
export async function failLockedJob(
  transaction: Queryable,
  key: JobKey,
  error: ReturnType<typeof jobErrorOf>,
): Promise<void> {
  await endRunningSteps(transaction, key, 'failed');
  await setJobState(transaction, key, { state: 'failed', error });
  await appendEvent(transaction, key, 'failed');
}
