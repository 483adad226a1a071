import type { ClaimedTask } from '../../contracts/task.ts';
import { ALL_TENANTS, queryAsTenant } from '../../database/with-tenant.ts';
import type { FinishedTask, JobKey } from '../job-store.ts';
import { FREE_LEASE, GIVEN_TASKS, givenTasks, IS_HELD } from './given-tasks.ts';
import { recordProgress } from './report-progress.ts';
import type { StoreContext } from './store-context.ts';

/** Results, counters of the step and everything the caller must know, in one statement. */
const COMPLETE_TASKS = `
WITH g AS MATERIALIZED (SELECT * FROM ${GIVEN_TASKS}),
done AS (
  UPDATE tasks t SET state = 'succeeded', result = g.result, ${FREE_LEASE}, error_code = NULL, error_message = NULL
  FROM g WHERE ${IS_HELD}
  RETURNING g.position, t.tenant_id, t.job_id, t.step, t.units
), sums AS (
  SELECT tenant_id, job_id, step, count(*) AS tasks, sum(units) AS units FROM done GROUP BY tenant_id, job_id, step
), steps AS (
  UPDATE job_steps s SET tasks_done = s.tasks_done + sums.tasks, value = s.value + sums.units
  FROM sums WHERE s.tenant_id = sums.tenant_id AND s.job_id = sums.job_id AND s.step = sums.step
  RETURNING s.tenant_id, s.job_id, s.tasks_done = s.tasks_total
    OR (s.tasks_inserted < s.tasks_total AND s.tasks_inserted - s.tasks_done <= $2) AS can_advance
)
SELECT g.position, done.position IS NOT NULL AS is_done,
  coalesce(steps.can_advance, false) OR coalesce(j.state = 'cancelling', false) AS can_advance,
  coalesce(j.state = 'running' AND j.progressed_at <= now() - interval '1 second', false) AS is_progress_due
FROM g LEFT JOIN done ON done.position = g.position
  LEFT JOIN steps ON steps.tenant_id = g.tenant_id AND steps.job_id = g.job_id
  LEFT JOIN jobs j ON j.tenant_id = g.tenant_id AND j.id = g.job_id
ORDER BY g.position`;

/** Done already under the same token: the answer to an earlier attempt was lost on its way. */
const FIND_DONE = `
SELECT g.position FROM ${GIVEN_TASKS} JOIN tasks t ON t.tenant_id = g.tenant_id AND t.job_id = g.job_id
  AND t.step = g.step AND t.task_index = g.task_index AND t.fencing_token = g.fencing_token
WHERE t.state = 'succeeded'`;

/** Who lost a lease has stored a part all the same, perhaps after those of the job were deleted: maintenance looks again. */
const REMEMBER_PARTS = `
UPDATE jobs SET has_parts = true WHERE tenant_id = $1 AND id = $2 AND state = 'succeeded' AND NOT has_parts`;

interface CompletionRow {
  readonly position: number;
  readonly is_done: boolean;
  readonly can_advance: boolean;
  readonly is_progress_due: boolean;
}

export interface Completion {
  readonly lost: ClaimedTask[];
  readonly advanceable: JobKey[];
}

/** See JobStore.completeTasks. One statement for each job in the list. */
export async function completeTasks(context: StoreContext, finished: readonly FinishedTask[]): Promise<Completion> {
  const completion: Completion = { lost: [], advanceable: [] };
  for (const [, group] of groupByStep(finished)) {
    const { lost, advanceable } = await completeGroup(context, group);
    completion.lost.push(...lost);
    completion.advanceable.push(...advanceable);
  }
  return completion;
}

/** Two statements that each touched several steps could wait for each other's; one step each cannot. */
function groupByStep(finished: readonly FinishedTask[]): Map<string, FinishedTask[]> {
  return Map.groupBy(finished, ({ task }) => `${task.tenant_id}/${task.job_id}/${task.step}`);
}

async function completeGroup(context: StoreContext, group: readonly FinishedTask[]): Promise<Completion> {
  const { tenant_id: tenantId, job_id: jobId } = group[0]!.task;
  const rows = await queryAsTenant<CompletionRow>(context.database, ALL_TENANTS, {
    sql: COMPLETE_TASKS,
    parameters: [givenTasks(group), Math.floor(context.sliceTasks / 2)],
  });
  if (rows.some((row) => row.is_progress_due)) await recordProgress(context, { tenantId, jobId });
  const undone = rows.filter((row) => !row.is_done).map((row) => group[row.position]!.task);
  const lost = undone.length === 0 ? [] : await withoutDone(context, undone);
  if (lost.length > 0)
    await queryAsTenant(context.database, tenantId, { sql: REMEMBER_PARTS, parameters: [tenantId, jobId] });
  return {
    lost,
    advanceable: rows.some((row) => row.can_advance) ? [{ tenantId, jobId }] : [],
  };
}

async function withoutDone({ database }: StoreContext, tasks: readonly ClaimedTask[]): Promise<ClaimedTask[]> {
  const parameters = [givenTasks(tasks.map((task) => ({ task })))];
  const rows = await queryAsTenant<{ position: number }>(database, ALL_TENANTS, { sql: FIND_DONE, parameters });
  const done = new Set(rows.map((row) => row.position));
  return tasks.filter((_, position) => !done.has(position));
}
