import type { ClaimedTask } from '../../contracts/task.ts';
import { ALL_TENANTS, queryAsTenant } from '../../database/with-tenant.ts';
import { FREE_LEASE, GIVEN_TASKS, givenTasks, IS_HELD } from './given-tasks.ts';
import type { StoreContext } from './store-context.ts';

const RELEASE_TASKS = `
UPDATE tasks t SET state = 'pending', ${FREE_LEASE} FROM ${GIVEN_TASKS} WHERE ${IS_HELD}`;

/** See JobStore.releaseTasks. Tasks that are no longer held are left alone. */
export async function releaseTasks({ database }: StoreContext, tasks: readonly ClaimedTask[]): Promise<void> {
  if (tasks.length === 0) return;
  const parameters = [givenTasks(tasks.map((task) => ({ task })))];
  await queryAsTenant(database, ALL_TENANTS, { sql: RELEASE_TASKS, parameters });
}
