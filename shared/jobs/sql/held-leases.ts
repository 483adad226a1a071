import type { ClaimedTask } from '../../contracts/task.ts';
import { ALL_TENANTS, queryAsTenant } from '../../database/with-tenant.ts';
import { FREE_LEASE, GIVEN_TASKS, givenTasks, IS_HELD } from './given-tasks.ts';
import type { StoreContext } from './store-context.ts';

const RENEW_LEASES = `
WITH g AS MATERIALIZED (SELECT * FROM ${GIVEN_TASKS}),
renewed AS (
  UPDATE tasks t SET lease_until = now() + $2 * interval '1 millisecond' FROM g WHERE ${IS_HELD}
  RETURNING g.position
)
SELECT g.position, renewed.position IS NULL AS is_lost, coalesce(j.state, 'cancelled') <> 'running' AS is_cancelled
FROM g LEFT JOIN renewed ON renewed.position = g.position
  LEFT JOIN jobs j ON j.tenant_id = g.tenant_id AND j.id = g.job_id
ORDER BY g.position`;

interface RenewalRow {
  readonly position: number;
  readonly is_lost: boolean;
  readonly is_cancelled: boolean;
}

/** See JobStore.renewLeases: a task is cancelled as soon as its job is no longer running, for whatever reason. */
export async function renewLeases(
  { database, leaseMs }: StoreContext,
  tasks: readonly ClaimedTask[],
): Promise<{ lost: ClaimedTask[]; cancelled: ClaimedTask[] }> {
  if (tasks.length === 0) return { lost: [], cancelled: [] };
  const parameters = [givenTasks(tasks.map((task) => ({ task }))), leaseMs];
  const rows = await queryAsTenant<RenewalRow>(database, ALL_TENANTS, { sql: RENEW_LEASES, parameters });
  const pick = (isPicked: (row: RenewalRow) => boolean) =>
    rows.filter(isPicked).map((row) => tasks[row.position] as ClaimedTask);
  return { lost: pick((row) => row.is_lost), cancelled: pick((row) => row.is_cancelled && !row.is_lost) };
}

const RELEASE_TASKS = `
UPDATE tasks t SET state = 'pending', ${FREE_LEASE} FROM ${GIVEN_TASKS} WHERE ${IS_HELD}`;

/** See JobStore.releaseTasks. Tasks that are no longer held are left alone. */
export async function releaseTasks({ database }: StoreContext, tasks: readonly ClaimedTask[]): Promise<void> {
  if (tasks.length === 0) return;
  const parameters = [givenTasks(tasks.map((task) => ({ task })))];
  await queryAsTenant(database, ALL_TENANTS, { sql: RELEASE_TASKS, parameters });
}
