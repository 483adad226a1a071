import type { Database } from '../../database/database.ts';
import { queryAsTenant } from '../../database/with-tenant.ts';
import type { ClaimedArrival, ClaimSettlement } from '../inbox-store.ts';
import { CLAIM } from './claim-arrivals.ts';

const OURS = 'WHERE tenant_id = $1 AND id = $2 AND claim_token = $3 AND ended_at IS NULL RETURNING id';

const NOTE_JOB = `
UPDATE inbox_events SET state = 'generating', job_id = $4, not_before = now(), claim_token = NULL ${OURS}`;
const WAIT = `
UPDATE inbox_events SET not_before = now() + $4::float8 * interval '1 second', claim_token = NULL ${OURS}`;
const POSTPONE = `
UPDATE inbox_events SET not_before = now() + $4::float8 * interval '1 second', claim_token = NULL, attempts = attempts + 1
${OURS}`;
const KEEP = `UPDATE inbox_events SET not_before = now() + ${CLAIM} ${OURS}`;
const END = `
UPDATE inbox_events SET state = $4, error = $5, ended_at = now(), checked_at = now(), claim_token = NULL ${OURS}`;

/** See ClaimSettlement. */
export function settleClaims(database: Database): ClaimSettlement {
  const settle = async (sql: string, { tenantId, id, token }: ClaimedArrival, ...values: unknown[]) => {
    const parameters = [tenantId, id, token, ...values];
    return (await queryAsTenant(database, tenantId, { sql, parameters })).length > 0;
  };
  return {
    noteJob: (arrival, jobId) => settle(NOTE_JOB, arrival, jobId),
    wait: (arrival, seconds) => settle(WAIT, arrival, seconds),
    postpone: (arrival, seconds) => settle(POSTPONE, arrival, seconds),
    keepClaim: (arrival) => settle(KEEP, arrival),
    end: (arrival, outcome) =>
      settle(END, arrival, outcome.state, outcome.state === 'failed' ? JSON.stringify(outcome.fault) : null),
  };
}
