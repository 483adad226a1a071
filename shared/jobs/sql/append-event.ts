import type { Job, JobEvent } from '../../contracts/job.ts';
import type { Queryable } from '../../database/database.ts';
import type { JobKey } from '../job-store.ts';
import { readJob } from './read-job.ts';

const TAKE_SEQUENCE = `
UPDATE jobs SET event_sequence = event_sequence + 1, progressed_at = now()
WHERE tenant_id = $1 AND id = $2 RETURNING event_sequence`;

/** At most one a second, and only while tasks run: otherwise no row, no number taken. */
const TAKE_SEQUENCE_WHEN_DUE = `
UPDATE jobs SET event_sequence = event_sequence + 1, progressed_at = now()
WHERE tenant_id = $1 AND id = $2 AND state = 'running' AND progressed_at <= now() - interval '1 second'
RETURNING event_sequence`;

const INSERT_EVENT = `
INSERT INTO job_events (tenant_id, job_id, event_sequence, name, job) VALUES ($1, $2, $3, $4, $5)`;

/** Writes the job as it is now into its log, in the transaction that changed it; answers it. */
export async function appendEvent(transaction: Queryable, key: JobKey, name: JobEvent['name']): Promise<Job> {
  const [taken] = await transaction.query<{ event_sequence: number }>(TAKE_SEQUENCE, [key.tenantId, key.jobId]);
  return insertEvent(transaction, key, { name, sequence: taken!.event_sequence });
}

/** A progress event, unless the job had an event within the last second; says whether it was written. */
export async function appendProgress(transaction: Queryable, key: JobKey): Promise<boolean> {
  const [taken] = await transaction.query<{ event_sequence: number }>(TAKE_SEQUENCE_WHEN_DUE, [
    key.tenantId,
    key.jobId,
  ]);
  if (taken === undefined) return false;
  await insertEvent(transaction, key, { name: 'progress', sequence: taken.event_sequence });
  return true;
}

async function insertEvent(
  transaction: Queryable,
  key: JobKey,
  { name, sequence }: { name: JobEvent['name']; sequence: number },
): Promise<Job> {
  const job = await readJob(transaction, key);
  await transaction.query(INSERT_EVENT, [key.tenantId, key.jobId, sequence, name, JSON.stringify(job)]);
  return job;
}
