import type { ClaimedTask } from '../../contracts/task.ts';
import { ALL_TENANTS, queryAsTenant, withTenant } from '../../database/with-tenant.ts';
import type { JobKey } from '../job-store.ts';
import { appendProgress } from './append-event.ts';
import { GIVEN_TASKS, givenTasks, IS_HELD } from './given-tasks.ts';
import type { StoreContext } from './store-context.ts';

const SET_PROGRESS = `
UPDATE tasks t SET progress_rows = $2 FROM ${GIVEN_TASKS} WHERE ${IS_HELD}`;

/** See JobStore.reportProgress. A lost lease is no error here: renewing and completing tell it. */
export async function reportProgress(context: StoreContext, task: ClaimedTask, rows: number): Promise<void> {
  const parameters = [givenTasks([{ task }]), rows];
  await queryAsTenant(context.database, ALL_TENANTS, { sql: SET_PROGRESS, parameters });
  await recordProgress(context, { tenantId: task.tenant_id, jobId: task.job_id });
}

/** Adds a progress event unless the job had an event within the last second. */
export async function recordProgress({ database, notifier }: StoreContext, key: JobKey): Promise<void> {
  const isWritten = await withTenant(database, key.tenantId, (transaction) => appendProgress(transaction, key));
  if (isWritten) notifier.notify(key.tenantId, key.jobId);
}
