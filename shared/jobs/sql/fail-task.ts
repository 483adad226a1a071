import type { ClaimedTask } from '../../contracts/task.ts';
import { ALL_TENANTS, queryAsTenant } from '../../database/with-tenant.ts';
import { AppError } from '../../errors/app-error.ts';
import { backoffMs } from '../../errors/retry-policy.ts';
import type { TaskFailure } from '../job-store.ts';
import { FREE_LEASE, GIVEN_TASKS, givenTasks, IS_HELD } from './given-tasks.ts';
import type { StoreContext } from './store-context.ts';

const FAIL_TASK = `
WITH failed AS (
  UPDATE tasks t SET state = $2, ${FREE_LEASE}, attempts = t.attempts + 1,
    not_before = now() + $3 * interval '1 millisecond', error_code = $4, error_message = $5
  FROM ${GIVEN_TASKS} WHERE ${IS_HELD}
  RETURNING t.tenant_id, t.job_id, t.step
)
UPDATE job_steps s SET attempts = s.attempts + 1
FROM failed f WHERE s.tenant_id = f.tenant_id AND s.job_id = f.job_id AND s.step = f.step
RETURNING s.step`;

const MESSAGE_LENGTH_MAX = 2_000;

/** Answers true when nobody will try the task again: the job must fail. Throws LEASE_LOST. */
export async function failTask(context: StoreContext, task: ClaimedTask, failure: TaskFailure): Promise<boolean> {
  const attempts = task.attempts + 1;
  const isPoisoned = failure.isRetryable && attempts >= context.retryPolicy.maximumAttempts;
  const isFinal = !failure.isRetryable || isPoisoned;
  // PostgreSQL's text has no U+0000.
  const message = failure.message.replaceAll('\0', '').slice(0, MESSAGE_LENGTH_MAX);
  const parameters = [
    givenTasks([{ task }]),
    isFinal ? 'failed' : 'pending',
    isFinal ? 0 : backoffMs(context.retryPolicy, attempts, context.random),
    isPoisoned ? 'TASK_POISONED' : failure.code,
    isPoisoned ? `failed ${attempts} times, the last time with ${failure.code}: ${message}` : message,
  ];
  const rows = await queryAsTenant(context.database, ALL_TENANTS, { sql: FAIL_TASK, parameters });
  if (rows.length === 0) throw leaseLost(task);
  return isFinal;
}

/** Another worker holds the task, or nobody does; what this worker made is left where it is. */
export function leaseLost(task: ClaimedTask): AppError {
  const name = `${task.step}/${task.task_index} of job "${task.job_id}"`;
  return new AppError('LEASE_LOST', `the lease on task ${name} with token ${task.fencing_token} has ended`);
}
