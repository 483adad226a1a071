import type { Job } from '../../contracts/job.ts';
import type { Queryable } from '../../database/database.ts';
import { AppError } from '../../errors/app-error.ts';
import { JOB_COLUMNS, type JobRow, toJob } from '../job-row.ts';
import type { JobKey } from '../job-store.ts';

export const READ_JOB = `${JOB_COLUMNS} FROM jobs j WHERE j.tenant_id = $1 AND j.id = $2`;

/** Throws JOB_NOT_FOUND. */
export async function readJob(database: Queryable, key: JobKey): Promise<Job> {
  const [row] = await database.query<JobRow>(READ_JOB, [key.tenantId, key.jobId]);
  if (row === undefined) throw jobNotFound(key.jobId);
  return toJob(row);
}

/** The same error for a job that never was, that is gone, and that is another tenant's. */
export function jobNotFound(jobId: string): AppError {
  return new AppError('JOB_NOT_FOUND', `job "${jobId}" does not exist or has been deleted`);
}
