import type { Job } from '../../contracts/job.ts';
import { withTenant } from '../../database/with-tenant.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobKey } from '../job-store.ts';
import { appendEvent } from './append-event.ts';
import { lockJob, setJobState } from './lock-job.ts';
import { readJob } from './read-job.ts';
import type { StoreContext } from './store-context.ts';

/** See JobStore.cancelJob. A queued job is cancelled at once, a running one when its last lease has ended. */
export function cancelJob({ database }: StoreContext, key: JobKey): Promise<Job> {
  return withTenant(database, key.tenantId, async (transaction) => {
    const { state } = await lockJob(transaction, key);
    if (state === 'cancelling') return readJob(transaction, key);
    if (state !== 'queued' && state !== 'running') {
      throw new AppError(
        'JOB_STATE_CONFLICT',
        `job "${key.jobId}" has ended already (${state}) and cannot be cancelled`,
      );
    }
    const next = state === 'queued' ? 'cancelled' : 'cancelling';
    await setJobState(transaction, key, { state: next });
    return appendEvent(transaction, key, next);
  });
}
