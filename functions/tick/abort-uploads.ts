import { jobIdOf } from '../../shared/contracts/dataset-id.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';
import { datasetOfKey } from '../../shared/objects/object-keys.ts';
import type { ObjectStore, OpenUpload } from '../../shared/objects/object-store.ts';
import { abortJobUploads } from '../../shared/tasks/abort-job-uploads.ts';

export interface AbortDependencies {
  readonly jobs: Pick<JobStore, 'getJob' | 'listWithUploads' | 'takeUploads' | 'findKeptUploads'>;
  readonly objects: Pick<ObjectStore, 'listUploads' | 'abortUpload'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Another installation may use the same bucket: what we do not know at all gets so much time. */
const UNKNOWN_AGE_MS = 86_400_000;

/** Jobs looked at in one go: what is left waits for the next tick. */
const JOBS_AT_ONCE = 100;

/**
 * Aborts the uploads of jobs that have ended and will not go on with them, and those of ended jobs that no file knows:
 * left by a process that died, or by one that lost its lease and began the same file anew. They cost space and are seen
 * by nobody. Answers how many there were.
 */
export async function abortUploads(dependencies: AbortDependencies): Promise<number> {
  const { jobs, objects } = dependencies;
  let aborted = 0;
  for (const key of await jobs.listWithUploads(JOBS_AT_ONCE)) aborted += await abortJobUploads(key, dependencies);
  const open = await objects.listUploads();
  const kept = await jobs.findKeptUploads(open.map(({ uploadId }) => uploadId));
  for (const upload of open) {
    if (kept.has(upload.uploadId) || !(await isDangling(upload, dependencies))) continue;
    await objects.abortUpload(upload);
    aborted += 1;
  }
  return aborted;
}

async function isDangling({ key, begunAt }: OpenUpload, { jobs, now }: AbortDependencies): Promise<boolean> {
  const isOld = begunAt.getTime() < now() - UNKNOWN_AGE_MS;
  const dataset = datasetOfKey(key);
  if (dataset === undefined) return isOld;
  try {
    return (await jobs.getJob(dataset.tenantId, jobIdOf(dataset.datasetId))).ended_at !== null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'JOB_NOT_FOUND') return isOld;
    throw error;
  }
}
