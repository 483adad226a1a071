import type { Job, JobEvent } from '../../contracts/job.ts';
import { queryAsTenant } from '../../database/with-tenant.ts';
import type { JobKey } from '../job-store.ts';
import type { StoreContext } from './store-context.ts';

interface EventRow {
  readonly event_sequence: number;
  readonly name: JobEvent['name'];
  readonly created_at: Date;
  readonly job: Job;
}

const READ_EVENTS = `
SELECT event_sequence, name, created_at, job FROM job_events
WHERE tenant_id = $1 AND job_id = $2 AND event_sequence > $3
ORDER BY event_sequence LIMIT $4`;

/** See JobStore.readEvents. */
export async function readEvents(
  { database }: StoreContext,
  { tenantId, jobId }: JobKey,
  { afterSequence, limit }: { afterSequence: number; limit: number },
): Promise<JobEvent[]> {
  const parameters = [tenantId, jobId, afterSequence, limit];
  const rows = await queryAsTenant<EventRow>(database, tenantId, { sql: READ_EVENTS, parameters });
  return rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() }));
}
