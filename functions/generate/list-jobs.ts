import type { JobList, JobQuery } from '../../shared/contracts/job-queries.ts';
import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';

/** One page of jobs, newest first. */
export async function listJobs(jobs: JobStore, query: JobQuery): Promise<JobList> {
  const { state, name, created_after, created_before, limit, cursor } = query;
  const filters = {
    ...(state !== undefined && { state }),
    ...(name !== undefined && { name }),
    ...(created_after !== undefined && { createdAfter: created_after }),
    ...(created_before !== undefined && { createdBefore: created_before }),
  };
  const page = await jobs.listJobs(TENANT_ID, filters, { limit, ...(cursor !== undefined && { cursor }) });
  return { jobs: page.jobs, next_cursor: page.nextCursor ?? null };
}
