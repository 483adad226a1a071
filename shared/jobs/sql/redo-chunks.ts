import type { Queryable } from '../../database/database.ts';
import { withTenant } from '../../database/with-tenant.ts';
import type { TaskOf } from '../file-uploads.ts';
import type { JobKey } from '../job-store.ts';
import { firstChunkTask } from '../task-slices.ts';
import { leaseLost } from './fail-task.ts';
import { FREE_LEASE, GIVEN_TASKS, givenTasks, IS_HELD } from './given-tasks.ts';
import { lockJob } from './lock-job.ts';
import { readPlan } from './read-plan.ts';
import type { StoreContext } from './store-context.ts';

/** The merge waits until `wakeMerges`, or `holdMerges` of a retry. */
const GIVE_BACK = `
UPDATE tasks t SET state = 'pending', ${FREE_LEASE}, not_before = 'infinity'
FROM ${GIVEN_TASKS} WHERE ${IS_HELD} RETURNING t.task_index`;

/** Finished chunks that match; the step's counters go back with them. */
const unfinish = (matching: string, state: string) => `
WITH redone AS (
  UPDATE tasks t SET state = CASE WHEN t.attempts + 1 >= $3 THEN 'failed' ELSE 'pending' END,
    attempts = t.attempts + 1, result = NULL, not_before = '-infinity', error_code = 'CORRUPT_PART',
    error_message = 'the object store has lost what the chunk had stored'
  WHERE t.tenant_id = $1 AND t.job_id = $2 AND t.step = 'chunk' AND t.state = 'succeeded' AND ${matching}
  RETURNING t.units
)
UPDATE job_steps s SET tasks_done = s.tasks_done - r.tasks, value = s.value - r.units, state = '${state}', ended_at = NULL
FROM (SELECT count(*) AS tasks, coalesce(sum(units), 0) AS units FROM redone) r
WHERE s.tenant_id = $1 AND s.job_id = $2 AND s.step = 'chunk' AND r.tasks > 0`;

const REDO_CHUNKS = unfinish('t.task_index = ANY ($4)', 'running');

/** Nothing was to be redone, and what was under way has ended meanwhile: nobody else would wake the merge. */
const ARE_CHUNKS_DONE = `
SELECT FROM job_steps WHERE tenant_id = $1 AND job_id = $2 AND step = 'chunk' AND state = 'succeeded'`;

/** See FileUploadOperations.redoChunks. */
export function redoChunks(
  context: StoreContext,
  merge: TaskOf<'merge'>,
  chunkIndexes: readonly number[],
): Promise<void> {
  const { tenant_id: tenantId, job_id: jobId, plan_hash: planHash } = merge;
  return withTenant(context.database, tenantId, async (transaction) => {
    const { state } = await lockJob(transaction, { tenantId, jobId });
    const given = await transaction.query(GIVE_BACK, [givenTasks([{ task: merge }])]);
    if (given.length === 0) throw leaseLost(merge);
    if (state !== 'running') return;
    const plan = await readPlan(context, { tenantId, planHash }, transaction);
    const first = firstChunkTask(plan, merge.range.table);
    const taskIndexes = chunkIndexes.map((index) => first + index);
    await transaction.query(REDO_CHUNKS, [tenantId, jobId, context.retryPolicy.maximumAttempts, taskIndexes]);
    const done = await transaction.query(ARE_CHUNKS_DONE, [tenantId, jobId]);
    if (done.length > 0) await wakeMerges(transaction, { tenantId, jobId });
  });
}

const WAKE_MERGES = `
UPDATE tasks SET not_before = '-infinity'
WHERE tenant_id = $1 AND job_id = $2 AND step = 'merge' AND state = 'pending' AND not_before = 'infinity'`;

/** Once all chunks are there again: the merges that waited for them. */
export async function wakeMerges(transaction: Queryable, { tenantId, jobId }: JobKey): Promise<void> {
  await transaction.query(WAKE_MERGES, [tenantId, jobId]);
}

/** A retry counts attempts anew. */
const NO_MAXIMUM = 2 ** 31 - 1;
const UPLOAD_OF_RESULT = "t.result -> 'segment' -> 'upload' ->> 'upload_id'";
const REDO_ABORTED = unfinish(
  `${UPLOAD_OF_RESULT} IS NOT NULL AND NOT EXISTS (SELECT FROM file_uploads u
    WHERE u.tenant_id = $1 AND u.job_id = $2 AND u.upload_id = ${UPLOAD_OF_RESULT})`,
  'pending',
);

const HOLD_MERGES = `
UPDATE tasks t SET not_before = CASE WHEN EXISTS (SELECT FROM job_steps s
  WHERE s.tenant_id = $1 AND s.job_id = $2 AND s.step = 'chunk' AND s.state <> 'succeeded')
  THEN 'infinity'::timestamptz ELSE '-infinity' END
WHERE t.tenant_id = $1 AND t.job_id = $2 AND t.step = 'merge' AND t.state = 'pending'`;

/** Of a locked job that goes on after its end: merges wait where chunks are not all there, and only there. */
export async function holdMerges(transaction: Queryable, { tenantId, jobId }: JobKey): Promise<void> {
  await transaction.query(HOLD_MERGES, [tenantId, jobId]);
}

/** Chunks of a locked, ended job that were uploaded straight into files whose uploads have been aborted since. */
export async function redoAborted(
  context: StoreContext,
  transaction: Queryable,
  { tenantId, jobId, planHash }: JobKey & { readonly planHash: string },
): Promise<void> {
  const plan = await readPlan(context, { tenantId, planHash }, transaction);
  if (!plan.tables.some((table) => table.merge === 'direct')) return;
  await transaction.query(REDO_ABORTED, [tenantId, jobId, NO_MAXIMUM]);
}
