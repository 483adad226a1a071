import { ALL_TENANTS, queryAsTenant, withTenant } from '../../database/with-tenant.ts';
import type { JobKey } from '../job-store.ts';
import { failLockedJob } from './advance-job.ts';
import { GENERATION_VERSIONS, PLAN_VERSIONS } from './claim-tasks.ts';
import { lockJob } from './lock-job.ts';
import type { StoreContext } from './store-context.ts';

/** Two questions in one: the queue may be long, and only its head is looked at. */
const LIST_ACTIVE = `
SELECT tenant_id AS "tenantId", id AS "jobId" FROM (
  (SELECT tenant_id, id, 0 AS place, created_at FROM jobs
    WHERE state IN ('running', 'cancelling') ORDER BY created_at, id LIMIT $1)
  UNION ALL
  (SELECT tenant_id, id, 1 AS place, created_at FROM jobs
    WHERE state = 'queued' ORDER BY created_at, id LIMIT $1)
) AS active ORDER BY place, created_at, id LIMIT $1`;

const OLDEST_QUEUED = `
SELECT tenant_id AS "tenantId", id AS "jobId" FROM jobs WHERE state = 'queued' ORDER BY created_at, id LIMIT 1`;

/** The job that is started next. */
export async function findOldestQueued({ database }: StoreContext): Promise<JobKey | undefined> {
  const [row] = await queryAsTenant<JobKey>(database, ALL_TENANTS, { sql: OLDEST_QUEUED });
  return row;
}

/** Jobs that may move: running ones first, then the queue in its order. */
export function listActive({ database }: StoreContext, limit: number): Promise<JobKey[]> {
  return queryAsTenant<JobKey>(database, ALL_TENANTS, { sql: LIST_ACTIVE, parameters: [limit] });
}

const LIST_STALLED = `
SELECT tenant_id AS "tenantId", id AS "jobId" FROM jobs
WHERE state = 'running' AND progressed_at <= now() - $1 * interval '1 second'`;

/** See JobStore.failStalled. */
export async function failStalled(context: StoreContext, deadlineSeconds: number): Promise<JobKey[]> {
  const stalled = await queryAsTenant<JobKey>(context.database, ALL_TENANTS, {
    sql: LIST_STALLED,
    parameters: [deadlineSeconds],
  });
  for (const key of stalled) await failStalledJob(context, key, deadlineSeconds);
  return stalled;
}

const FIND_STALLED = `
SELECT plan_version, generation_version FROM jobs
WHERE tenant_id = $1 AND id = $2 AND progressed_at <= now() - $3 * interval '1 second'`;

interface StalledJob {
  readonly plan_version: number;
  readonly generation_version: number;
}

function failStalledJob({ database }: StoreContext, key: JobKey, deadlineSeconds: number): Promise<void> {
  return withTenant(database, key.tenantId, async (transaction) => {
    const { state } = await lockJob(transaction, key);
    const [stalled] = await transaction.query<StalledJob>(FIND_STALLED, [key.tenantId, key.jobId, deadlineSeconds]);
    if (state !== 'running' || stalled === undefined) return;
    await failLockedJob(transaction, key, stallErrorOf(stalled, deadlineSeconds));
  });
}

/** Workers of another release may run beside this one, so only the deadline shows that nobody knows a version. */
function stallErrorOf({ plan_version, generation_version }: StalledJob, deadlineSeconds: number) {
  if (PLAN_VERSIONS.includes(plan_version) && GENERATION_VERSIONS.includes(generation_version)) {
    const message = `no task made progress for ${deadlineSeconds} s; is a worker running? retry the job to go on from its finished tasks`;
    return { code: 'DEADLINE_EXCEEDED', message, task: null, retryable: true };
  }
  const message = `no worker took a task for ${deadlineSeconds} s: the job needs plan version ${plan_version} and generation version ${generation_version}, this release runs ${PLAN_VERSIONS} and ${GENERATION_VERSIONS}; start workers of the release that made it, then retry`;
  return { code: 'VERSION_NOT_SUPPORTED', message, task: null, retryable: false };
}

const LIST_RETIRED = `
SELECT tenant_id AS "tenantId", id AS "jobId" FROM jobs
WHERE $1::float8 > 0 AND retention_days IS NULL AND ended_at <= now() - $1::float8 * interval '1 day'
ORDER BY ended_at LIMIT $2`;

/** From one retention in use to the next, each a range of an index: what is kept for long is never looked at. */
const LIST_RETIRED_EARLY = `
WITH RECURSIVE kept (days) AS (
  SELECT min(retention_days) FROM jobs WHERE ended_at IS NOT NULL AND retention_days > 0
  UNION ALL
  SELECT (SELECT min(retention_days) FROM jobs
    WHERE ended_at IS NOT NULL AND retention_days > 0 AND retention_days > kept.days)
  FROM kept WHERE kept.days IS NOT NULL
)
SELECT ended.tenant_id AS "tenantId", ended.id AS "jobId" FROM kept CROSS JOIN LATERAL (
  SELECT tenant_id, id, ended_at FROM jobs
  WHERE retention_days > 0 AND retention_days = kept.days AND ended_at <= now() - kept.days * interval '1 day'
  ORDER BY ended_at LIMIT $1
) AS ended
ORDER BY ended.ended_at LIMIT $1`;

/** See JobStore.listRetired. */
export async function listRetired({ database }: StoreContext, days: number, limit: number): Promise<JobKey[]> {
  const early = { sql: LIST_RETIRED_EARLY, parameters: [limit] };
  const retired = { sql: LIST_RETIRED, parameters: [days, limit] };
  return [
    ...(await queryAsTenant<JobKey>(database, ALL_TENANTS, early)),
    ...(await queryAsTenant<JobKey>(database, ALL_TENANTS, retired)),
  ].slice(0, limit);
}

const LIST_WITH_ORPHANS = `
SELECT tenant_id AS "tenantId", id AS "jobId" FROM jobs
WHERE state = 'succeeded' AND has_parts AND spec -> 'output' ->> 'layout' = 'file' ORDER BY ended_at LIMIT $1`;

/** See JobStore.listWithOrphanParts. */
export function listWithOrphanParts({ database }: StoreContext, limit: number): Promise<JobKey[]> {
  return queryAsTenant<JobKey>(database, ALL_TENANTS, { sql: LIST_WITH_ORPHANS, parameters: [limit] });
}

const FORGET_PARTS = 'UPDATE jobs SET has_parts = false WHERE tenant_id = $1 AND id = $2';

/** See JobStore.markPartsDeleted. */
export async function markPartsDeleted({ database }: StoreContext, { tenantId, jobId }: JobKey): Promise<void> {
  await queryAsTenant(database, tenantId, { sql: FORGET_PARTS, parameters: [tenantId, jobId] });
}
