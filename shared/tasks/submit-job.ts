import type { Job } from '../contracts/job.ts';
import type { PlannedJob } from '../contracts/plan.ts';
import type { JobStore, NewJob } from '../jobs/job-store.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { storeBlockSums } from './store-block-sums.ts';

/** A job that is to be made, with everything that its plan names. */
export type SubmittedJob = NewJob & PlannedJob;

export interface SubmitDependencies {
  readonly jobs: Pick<JobStore, 'keepPlan' | 'createJob'>;
  readonly objects: Pick<ObjectStore, 'put'>;
}

/**
 * As JobStore.createJob, after the sums that the plan names are stored. The plan itself goes first: what lies beside a
 * plan is found by it and goes with it, even when the job never comes.
 */
export async function submitJob(
  { blockSums, ...job }: SubmittedJob,
  { jobs, objects }: SubmitDependencies,
): Promise<{ job: Job; isReplay: boolean }> {
  if (blockSums.size > 0) {
    await jobs.keepPlan(job);
    await storeBlockSums(job, blockSums, objects);
  }
  return jobs.createJob(job);
}
