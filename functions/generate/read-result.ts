import type { Cache, CacheKey } from '../../shared/cache/cache.ts';
import { readThrough } from '../../shared/cache/read-through.ts';
import { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';

/**
 * The manifest of a job that has succeeded. It names every file and never changes but for the tier, so that whoever
 * reads files asks the database.
 */
export function readResult(
  jobs: Pick<JobStore, 'getManifest'>,
  cache: Cache | undefined,
  jobId: string,
): Promise<DatasetManifest> {
  return readThrough(cache, manifestKey(jobId), {
    read: () => jobs.getManifest(TENANT_ID, jobId),
    parse: (kept) => DatasetManifest.safeParse(kept).data,
  });
}

/** The job is gone, and its dataset with it. */
export async function forgetResult(cache: Cache | undefined, jobId: string): Promise<void> {
  await cache?.forget(manifestKey(jobId));
}

function manifestKey(jobId: string): CacheKey {
  return { tenantId: TENANT_ID, kind: 'manifest', name: jobId };
}
