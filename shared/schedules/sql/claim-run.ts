import { randomUUID } from 'node:crypto';
import type { Database } from '../../database/database.ts';
import { ALL_TENANTS, queryAsTenant } from '../../database/with-tenant.ts';
import type { ClaimedRun, RunOutcome } from '../schedule-store.ts';

const CLAIM = `
UPDATE schedule_runs AS r
SET not_before = now() + interval '60 seconds', claim_token = $1, first_claimed_at = coalesce(r.first_claimed_at, now())
FROM (
  SELECT tenant_id, id FROM schedule_runs WHERE state = 'pending' AND not_before <= now()
  ORDER BY not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED
) AS due, schedules AS s
WHERE r.tenant_id = due.tenant_id AND r.id = due.id AND s.tenant_id = r.tenant_id AND s.id = r.schedule_id
RETURNING r.tenant_id AS "tenantId", r.id, r.due_at AS "dueAt", s.id AS "scheduleId", s.request,
  s.seed_policy AS "seedPolicy", s.retention_days AS "retentionDays", r.attempts,
  extract(epoch FROM now() - r.first_claimed_at)::float8 AS "triedSeconds", r.claim_token AS token`;

const OURS = `WHERE tenant_id = $1 AND id = $2 AND claim_token = $3 AND state = 'pending' RETURNING id`;
const SETTLE = `
UPDATE schedule_runs SET state = $4, job_id = $5, error = $6, ended_at = now(), claim_token = NULL ${OURS}`;
const POSTPONE = `
UPDATE schedule_runs SET not_before = now() + $4::float8 * interval '1 second', claim_token = NULL,
  attempts = attempts + 1 ${OURS}`;

/** See ScheduleStore.claimRun. */
export async function claimRun(database: Database): Promise<ClaimedRun | undefined> {
  const statement = { sql: CLAIM, parameters: [randomUUID()] };
  const [run] = await queryAsTenant<ClaimedRun>(database, ALL_TENANTS, statement);
  return run;
}

/** See ScheduleStore.settleRun. */
export function settleRun(database: Database, run: ClaimedRun, outcome: RunOutcome): Promise<boolean> {
  const values =
    'jobId' in outcome ? ['started', outcome.jobId, null] : ['failed', null, JSON.stringify(outcome.fault)];
  return settle(database, run, { sql: SETTLE, values });
}

/** See ScheduleStore.postponeRun. */
export function postponeRun(database: Database, run: ClaimedRun, seconds: number): Promise<boolean> {
  return settle(database, run, { sql: POSTPONE, values: [seconds] });
}

async function settle(
  database: Database,
  { tenantId, id, token }: ClaimedRun,
  { sql, values }: { readonly sql: string; readonly values: readonly unknown[] },
): Promise<boolean> {
  const parameters = [tenantId, id, token, ...values];
  return (await queryAsTenant(database, tenantId, { sql, parameters })).length > 0;
}
