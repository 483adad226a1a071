import type { ClaimedTask } from '../../contracts/task.ts';
import { GENERATION_VERSION, PLAN_VERSION } from '../../contracts/versions.ts';
import { ALL_TENANTS, queryAsTenant } from '../../database/with-tenant.ts';
import type { StoreContext } from './store-context.ts';

/** Versions that this release can run. */
export const PLAN_VERSIONS: readonly number[] = [PLAN_VERSION];
export const GENERATION_VERSIONS: readonly number[] = [GENERATION_VERSION];

/**
 * Goes from the few running jobs to their pending tasks, so that the tasks of ended jobs are never looked at; the
 * jobs come in random order, which shares the workers between them. MATERIALIZED: the locks are taken once.
 */
const CLAIM_TASKS = `
WITH open_jobs AS MATERIALIZED (
  SELECT tenant_id, id, plan_hash FROM jobs
  WHERE state = 'running' AND plan_version = ANY ($5) AND generation_version = ANY ($6)
  ORDER BY random()
), picked AS MATERIALIZED (
  SELECT t.tenant_id, t.job_id, t.step, t.task_index, j.plan_hash
  FROM open_jobs j CROSS JOIN LATERAL (
    SELECT tenant_id, job_id, step, task_index FROM tasks
    WHERE tenant_id = j.tenant_id AND job_id = j.id AND state = 'pending' AND not_before <= now()
      AND ($7::text IS NULL OR step = $7)
    ORDER BY step, task_index LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED) t
  LIMIT $1
)
UPDATE tasks t SET state = 'running', lease_slot = $2, lease_incarnation = $3,
  lease_until = now() + $4 * interval '1 millisecond', fencing_token = t.fencing_token + 1, progress_rows = 0
FROM picked p
WHERE t.tenant_id = p.tenant_id AND t.job_id = p.job_id AND t.step = p.step AND t.task_index = p.task_index
RETURNING t.step, t.tenant_id, t.job_id, t.task_index, t.fencing_token::text, t.attempts, p.plan_hash, t.range`;

export interface ClaimRequest {
  readonly slot: string;
  readonly incarnation: string;
  readonly count: number;
  readonly step?: ClaimedTask['step'] | undefined;
}

/** See JobStore.claimTasks. One statement; tasks of one job come in order of their index. */
export async function claimTasks(context: StoreContext, request: ClaimRequest): Promise<ClaimedTask[]> {
  const tasks = await queryAsTenant<ClaimedTask>(context.database, ALL_TENANTS, {
    sql: CLAIM_TASKS,
    parameters: [
      request.count,
      request.slot,
      request.incarnation,
      context.leaseMs,
      PLAN_VERSIONS,
      GENERATION_VERSIONS,
      request.step,
    ],
  });
  return tasks.sort((left, right) => left.task_index - right.task_index);
}
