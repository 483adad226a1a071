import { ALL_TENANTS, queryAsTenant } from '../../database/with-tenant.ts';
import type { JobKey } from '../job-store.ts';
import { LOST_LEASES_MAX } from './failed-task.ts';
import { FREE_LEASE } from './given-tasks.ts';
import type { StoreContext } from './store-context.ts';

/** Which leases end: those past their time, those of a slot's earlier incarnations, or all. */
export type ExpiredLeases =
  | { readonly kind: 'overdue' }
  | { readonly kind: 'slot'; readonly slot: string; readonly incarnation: string }
  | { readonly kind: 'all' };

/** No backoff: a lost lease says nothing about the task, until it has happened too often. */
const EXPIRE_LEASES = `
WITH expired AS (
  SELECT tenant_id, job_id, step, task_index FROM tasks
  WHERE lease_until IS NOT NULL AND CASE $1
    WHEN 'overdue' THEN lease_until <= now()
    WHEN 'slot' THEN lease_slot = $2 AND lease_incarnation <> $3
    ELSE true END
  FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE tasks t SET lost_leases = t.lost_leases + 1, ${FREE_LEASE},
  state = CASE WHEN t.lost_leases + 1 >= $4 THEN 'failed' ELSE 'pending' END
FROM expired e
WHERE t.tenant_id = e.tenant_id AND t.job_id = e.job_id AND t.step = e.step AND t.task_index = e.task_index
RETURNING t.tenant_id, t.job_id`;

/** Takes tasks back from workers that are gone; answers how many, and the jobs they belong to. */
export async function expireLeases(
  { database }: StoreContext,
  leases: ExpiredLeases,
): Promise<{ expired: number; jobs: JobKey[] }> {
  const slot = leases.kind === 'slot' ? leases.slot : null;
  const incarnation = leases.kind === 'slot' ? leases.incarnation : null;
  const rows = await queryAsTenant<{ tenant_id: string; job_id: string }>(database, ALL_TENANTS, {
    sql: EXPIRE_LEASES,
    parameters: [leases.kind, slot, incarnation, LOST_LEASES_MAX],
  });
  const jobs = new Map(rows.map((row) => [`${row.tenant_id}/${row.job_id}`, row]));
  return {
    expired: rows.length,
    jobs: [...jobs.values()].map((row) => ({ tenantId: row.tenant_id, jobId: row.job_id })),
  };
}
