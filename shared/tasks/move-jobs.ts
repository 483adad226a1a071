import type { JobStore } from '../jobs/job-store.ts';
import type { JobAddress } from '../workers/task-source.ts';
import { type FinishDependencies, finishDatasets } from './finish-datasets.ts';

/** Jobs moved where none is named. */
const JOBS_AT_ONCE = 100;

/** One step of each job; true when something moved. */
export async function advanceJobs(
  jobs: Pick<JobStore, 'listActive' | 'advanceJob'>,
  moved: readonly JobAddress[] | 'all',
): Promise<boolean> {
  let hasMoved = false;
  for (const { tenantId, jobId } of moved === 'all' ? await jobs.listActive(JOBS_AT_ONCE) : moved)
    hasMoved = (await jobs.advanceJob(tenantId, jobId)) || hasMoved;
  return hasMoved;
}

/** One step of each job, then the manifests that are due. */
export async function moveJobs(
  moved: readonly JobAddress[] | 'all',
  dependencies: FinishDependencies & { readonly jobs: Pick<JobStore, 'listActive' | 'advanceJob'> },
): Promise<boolean> {
  const hasMoved = await advanceJobs(dependencies.jobs, moved);
  const finished = await finishDatasets(dependencies);
  return hasMoved || finished.length > 0;
}
