import { ALL_TENANTS, queryAsTenant } from '../../database/with-tenant.ts';
import type { QueueLoad } from '../job-store.ts';
import type { StoreContext } from './store-context.ts';

/** From the counters of the steps, job by job: the tasks themselves may be a million, and the jobs that have ended too. */
const READ_LOAD = `
SELECT
  (SELECT count(*) FROM jobs WHERE state = 'queued') AS "queuedJobs",
  (SELECT count(*) FROM jobs WHERE state IN ('running', 'cancelling')) AS "runningJobs",
  (SELECT coalesce(sum((SELECT sum(s.tasks_total - s.tasks_done) FROM job_steps s
      WHERE s.tenant_id = j.tenant_id AND s.job_id = j.id AND s.state IN ('pending', 'running'))), 0)
    FROM jobs j WHERE j.state IN ('queued', 'running')) AS "unfinishedTasks",
  (SELECT count(*) FROM tasks WHERE lease_until IS NOT NULL) AS "leasedTasks",
  (SELECT coalesce(extract(epoch FROM now() - min(j.progressed_at)), 0)::double precision FROM jobs j
    WHERE j.state = 'running' AND NOT EXISTS (
      SELECT FROM tasks t WHERE t.tenant_id = j.tenant_id AND t.job_id = j.id AND t.lease_until IS NOT NULL
    )) AS "idleSeconds"`;

/** See JobStore.readLoad. */
export async function readLoad({ database }: StoreContext): Promise<QueueLoad> {
  const [row] = await queryAsTenant<QueueLoad>(database, ALL_TENANTS, { sql: READ_LOAD });
  return row!;
}
