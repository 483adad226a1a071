import type { Job } from '../../contracts/job.ts';
import { withTenant } from '../../database/with-tenant.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobKey } from '../job-store.ts';
import { appendEvent } from './append-event.ts';
import { lockJob, setJobState } from './lock-job.ts';
import { holdMerges, redoAborted } from './redo-chunks.ts';
import type { StoreContext } from './store-context.ts';

/**
 * Finished tasks stay finished, where what they made is still there, and leased ones stay with their workers; the counts
 * towards poison begin again.
 */
const REQUEUE_TASKS = `
UPDATE tasks SET state = CASE WHEN state = 'failed' THEN 'pending' ELSE state END,
  attempts = 0, lost_leases = 0, not_before = '-infinity', error_code = NULL, error_message = NULL
WHERE tenant_id = $1 AND job_id = $2
  AND (state = 'failed' OR (state IN ('pending', 'running') AND (attempts > 0 OR lost_leases > 0)))`;

/** See JobStore.retryJob. */
export function retryJob(context: StoreContext, key: JobKey): Promise<Job> {
  return withTenant(context.database, key.tenantId, async (transaction) => {
    const { state, plan_hash: planHash } = await lockJob(transaction, key);
    if (state !== 'failed' && state !== 'cancelled') {
      throw new AppError(
        'JOB_STATE_CONFLICT',
        `job "${key.jobId}" is ${state}; only a failed or cancelled job can be retried`,
      );
    }
    await setJobState(transaction, key, { state: 'queued' });
    await redoAborted(context, transaction, { ...key, planHash });
    await transaction.query(REQUEUE_TASKS, [key.tenantId, key.jobId]);
    await holdMerges(transaction, key);
    return appendEvent(transaction, key, 'retried');
  });
}
