import { randomUUID } from 'node:crypto';
import type { Database } from '../../database/database.ts';
import { ALL_TENANTS, queryAsTenant } from '../../database/with-tenant.ts';
import type { ClaimedArrival } from '../inbox-store.ts';

/** So long nobody else takes a claimed arrival. */
export const CLAIM = `interval '60 seconds'`;

/** An arrival waits for those before it whose results go to the same place. */
const CLAIM_ARRIVALS = `
UPDATE inbox_events AS e
SET not_before = now() + ${CLAIM}, claim_token = $1, first_claimed_at = coalesce(e.first_claimed_at, now())
FROM (
  SELECT tenant_id, id FROM inbox_events AS open
  WHERE ended_at IS NULL AND not_before <= now() AND NOT EXISTS (
    SELECT FROM inbox_events AS earlier
    WHERE earlier.tenant_id = open.tenant_id AND earlier.output_name = open.output_name
      AND earlier.ended_at IS NULL AND (earlier.received_at, earlier.id) < (open.received_at, open.id))
  ORDER BY not_before LIMIT $2 FOR UPDATE SKIP LOCKED
) AS due
WHERE e.tenant_id = due.tenant_id AND e.id = due.id
RETURNING e.tenant_id AS "tenantId", e.id, e.bucket, e.object_key AS key, e.etag, e.state, e.job_id AS "jobId",
  e.attempts, extract(epoch FROM now() - e.first_claimed_at)::float8 AS "triedSeconds", e.claim_token AS token`;

/** See InboxStore.claim. */
export function claimArrivals(database: Database, limit: number): Promise<ClaimedArrival[]> {
  const parameters = [randomUUID(), limit];
  return queryAsTenant<ClaimedArrival>(database, ALL_TENANTS, { sql: CLAIM_ARRIVALS, parameters });
}
