import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import { deleteDataset } from '../../shared/objects/dataset-objects.ts';
import { deleteBelow } from '../../shared/objects/delete-below.ts';
import { partsPrefix } from '../../shared/objects/object-keys.ts';
import { abortJobUploads } from '../../shared/tasks/abort-job-uploads.ts';
import type { JobStores } from './dependencies.ts';

/**
 * An ended job, its parts and its dataset. Rows go first, once its uploads are aborted: a job that is gone has no files
 * that anyone could ask for, and cannot be retried meanwhile. A crash in between leaves objects that nothing names, never
 * half a dataset.
 */
export async function deleteJob({ jobs, objects }: Pick<JobStores, 'jobs' | 'objects'>, jobId: string): Promise<void> {
  const { dataset_id } = await jobs.getJob(TENANT_ID, jobId);
  await abortJobUploads({ tenantId: TENANT_ID, jobId }, { jobs, objects });
  await jobs.deleteJob(TENANT_ID, jobId);
  await deleteBelow(objects, partsPrefix(TENANT_ID, jobId));
  if (dataset_id !== null) await deleteDataset(objects, TENANT_ID, dataset_id);
}
