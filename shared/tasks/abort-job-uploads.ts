import type { JobKey, JobStore } from '../jobs/job-store.ts';
import type { ObjectStore } from '../objects/object-store.ts';

/** Aborts the uploads that an ended job has left open, and answers how many; a job that runs keeps them. */
export async function abortJobUploads(
  { tenantId, jobId }: JobKey,
  { jobs, objects }: { jobs: Pick<JobStore, 'takeUploads'>; objects: Pick<ObjectStore, 'abortUpload'> },
): Promise<number> {
  const uploads = await jobs.takeUploads(tenantId, jobId);
  for (const upload of uploads) await objects.abortUpload(upload);
  return uploads.length;
}
