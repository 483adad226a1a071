import type { Plan } from '../../contracts/plan.ts';
import type { Queryable } from '../../database/database.ts';
import type { JobKey } from '../job-store.ts';
import { type StepName, sliceTasks } from '../task-slices.ts';

const INSERT_TASKS = `
INSERT INTO tasks (tenant_id, job_id, step, task_index, range, units)
SELECT $1, $2, $3, t.task_index, t.range, t.units
FROM json_to_recordset($4) AS t (task_index integer, range json, units bigint)`;

const COUNT_INSERTED = `
UPDATE job_steps SET tasks_inserted = tasks_inserted + $4 WHERE tenant_id = $1 AND job_id = $2 AND step = $3`;

/** Inserts the tasks [taskStart, taskEnd) of a step whose job is locked. */
export async function insertTasks(
  transaction: Queryable,
  key: JobKey,
  slice: { plan: Plan; step: StepName; taskStart: number; taskEnd: number },
): Promise<void> {
  const tasks = [...sliceTasks(slice.plan, slice.step, slice)];
  if (tasks.length === 0) return;
  await transaction.query(INSERT_TASKS, [key.tenantId, key.jobId, slice.step, JSON.stringify(tasks)]);
  await transaction.query(COUNT_INSERTED, [key.tenantId, key.jobId, slice.step, tasks.length]);
}
