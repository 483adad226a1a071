import { jobIdOf } from '../../shared/contracts/dataset-id.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';
import { datasetOfKey } from '../../shared/objects/object-keys.ts';
import type { ObjectStore, OpenUpload } from '../../shared/objects/object-store.ts';

export interface AbortDependencies {
  readonly jobs: Pick<JobStore, 'getJob'>;
  readonly objects: Pick<ObjectStore, 'listUploads' | 'abortUpload'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Another installation may use the same bucket: what we do not know at all gets so much time. */
const UNKNOWN_AGE_MS = 86_400_000;

/**
 * Aborts uploads of files whose job has ended: left by a process that died, or by one that lost its lease and began
 * the same file anew. They cost space and are seen by nobody. Answers how many there were.
 */
export async function abortUploads({ jobs, objects, now }: AbortDependencies): Promise<number> {
  let aborted = 0;
  for (const upload of await objects.listUploads()) {
    if (!(await isDangling(upload, jobs, now))) continue;
    await objects.abortUpload(upload);
    aborted += 1;
  }
  return aborted;
}

async function isDangling(
  { key, begunAt }: OpenUpload,
  jobs: AbortDependencies['jobs'],
  now: AbortDependencies['now'],
): Promise<boolean> {
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
