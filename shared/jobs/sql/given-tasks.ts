import type { ClaimedTask } from '../../contracts/task.ts';

/** A list of claimed tasks as a FROM item: `$1` is what `givenTasks` makes; `position` is the place in the list. */
export const GIVEN_TASKS = `json_to_recordset($1) AS g (position integer, tenant_id text, job_id text, step text,
  task_index integer, fencing_token bigint, result json)`;

/** Whether task row `t` is the given one and still leased under the same token. */
export const IS_HELD = `t.tenant_id = g.tenant_id AND t.job_id = g.job_id AND t.step = g.step
  AND t.task_index = g.task_index AND t.fencing_token = g.fencing_token AND t.state = 'running'`;

/** Frees the lease; goes into the SET list of an update of tasks. */
export const FREE_LEASE = 'lease_slot = NULL, lease_incarnation = NULL, lease_until = NULL, progress_rows = 0';

/** The parameter of `GIVEN_TASKS`. */
export function givenTasks(tasks: readonly { task: ClaimedTask; result?: unknown }[]): string {
  return JSON.stringify(
    tasks.map(({ task, result }, position) => ({
      position,
      tenant_id: task.tenant_id,
      job_id: task.job_id,
      step: task.step,
      task_index: task.task_index,
      fencing_token: task.fencing_token,
      result,
    })),
  );
}
