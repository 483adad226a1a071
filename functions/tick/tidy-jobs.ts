import { datasetIdOf } from '../../shared/contracts/dataset-id.ts';
import type { JobKey, JobStore } from '../../shared/jobs/job-store.ts';
import type { StorageTierOperations } from '../../shared/jobs/storage-tiers.ts';
import { deleteDataset } from '../../shared/objects/dataset-objects.ts';
import { deleteBelow } from '../../shared/objects/delete-below.ts';
import { partsPrefix, planPrefix } from '../../shared/objects/object-keys.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import { abortJobUploads } from '../../shared/tasks/abort-job-uploads.ts';
import { abortUploads } from './abort-uploads.ts';
import { moveTiers, type TierRules } from './move-tiers.ts';

export interface TidyDependencies {
  readonly jobs: Pick<
    JobStore,
    | 'listWithOrphanParts'
    | 'markPartsDeleted'
    | 'listRetired'
    | 'deleteJob'
    | 'rollUpTasks'
    | 'sweepRecords'
    | 'listUnusedPlans'
    | 'deletePlan'
    | 'getJob'
    | 'listWithUploads'
    | 'takeUploads'
    | 'findKeptUploads'
    | keyof StorageTierOperations
    | 'getManifest'
  >;
  readonly objects: ObjectStore;
  /** Ended jobs that name no time of their own are deleted after so many days, with their files; 0 keeps them for ever. */
  readonly retentionDays: number;
  /** Absent: datasets stay where they are. */
  readonly tiers?: TierRules;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What was done, for a report. */
export interface Tidied {
  readonly retired: number;
  readonly abortedUploads: number;
  /** To another storage tier. */
  readonly movedDatasets: number;
}

/** Jobs, and plans, looked at in one go: what is left waits for the next tick. */
const JOBS_AT_ONCE = 100;

/** Task rows of jobs that succeeded, rolled up in one go: a second's work. */
const TASKS_AT_ONCE = 100_000;

/**
 * Deletes parts that were merged, uploads that nobody will complete, jobs past their time with everything they made,
 * plans that no job needs, and expired records; moves datasets to the storage of their age.
 */
export async function tidyJobs(dependencies: TidyDependencies): Promise<Tidied> {
  await deleteOrphanParts(dependencies);
  const retired = await deleteRetired(dependencies);
  const abortedUploads = await abortUploads(dependencies);
  await deleteUnusedPlans(dependencies);
  await dependencies.jobs.rollUpTasks(TASKS_AT_ONCE);
  await dependencies.jobs.sweepRecords();
  const { tiers } = dependencies;
  const movedDatasets = tiers === undefined ? 0 : await moveTiers({ ...dependencies, tiers });
  return { retired, abortedUploads, movedDatasets };
}

/** Left by a process that ended between the manifest and the deletion of the parts. */
async function deleteOrphanParts({ jobs, objects }: TidyDependencies): Promise<void> {
  for (const { tenantId, jobId } of await jobs.listWithOrphanParts(JOBS_AT_ONCE)) {
    await deleteBelow(objects, partsPrefix(tenantId, jobId));
    await jobs.markPartsDeleted(tenantId, jobId);
  }
}

async function deleteRetired({ jobs, objects, retentionDays }: TidyDependencies): Promise<number> {
  const retired = await jobs.listRetired(retentionDays, JOBS_AT_ONCE);
  for (const key of retired) await deleteRetiredJob(key, { jobs, objects });
  return retired.length;
}

/** Objects first: until they are all gone the row stays, and the next tick goes on. */
async function deleteRetiredJob(
  { tenantId, jobId }: JobKey,
  { jobs, objects }: Pick<TidyDependencies, 'jobs' | 'objects'>,
): Promise<void> {
  await abortJobUploads({ tenantId, jobId }, { jobs, objects });
  await deleteBelow(objects, partsPrefix(tenantId, jobId));
  await deleteDataset(objects, tenantId, datasetIdOf(jobId));
  await jobs.deleteJob(tenantId, jobId);
}

/** Objects first here, too. A job that needs the plan again meanwhile finds no sums beside it, and counts them itself. */
async function deleteUnusedPlans({ jobs, objects }: TidyDependencies): Promise<void> {
  for (const { tenantId, planHash } of await jobs.listUnusedPlans(JOBS_AT_ONCE)) {
    await deleteBelow(objects, planPrefix(tenantId, planHash));
    await jobs.deletePlan(tenantId, planHash);
  }
}
