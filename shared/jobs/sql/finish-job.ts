import type { StorageTier } from '../../contracts/dataset-id.ts';
import type { DatasetManifest } from '../../contracts/dataset-manifest.ts';
import { ALL_TENANTS, queryAsTenant, withTenant } from '../../database/with-tenant.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobKey } from '../job-store.ts';
import { appendEvent } from './append-event.ts';
import { lockJob, setJobState } from './lock-job.ts';
import { jobNotFound } from './read-job.ts';
import { lockSteps } from './read-steps.ts';
import type { StoreContext } from './store-context.ts';

const KEEP_MANIFEST = 'UPDATE jobs SET manifest = $3 WHERE tenant_id = $1 AND id = $2';
/** Every file is made, so no upload is open. */
const FORGET_UPLOADS = 'DELETE FROM file_uploads WHERE tenant_id = $1 AND job_id = $2';

/** See JobStore.finishJob. */
export function finishJob({ database }: StoreContext, key: JobKey, manifest: DatasetManifest): Promise<boolean> {
  return withTenant(database, key.tenantId, async (transaction) => {
    const { state } = await lockJob(transaction, key);
    if (state !== 'running') return false;
    const steps = await lockSteps(transaction, key);
    if (steps.some((step) => step.state !== 'succeeded')) {
      throw new AppError('JOB_STATE_CONFLICT', `job "${key.jobId}" has unfinished steps and cannot end yet`);
    }
    await transaction.query(KEEP_MANIFEST, [key.tenantId, key.jobId, JSON.stringify(manifest)]);
    await transaction.query(FORGET_UPLOADS, [key.tenantId, key.jobId]);
    await setJobState(transaction, key, { state: 'succeeded' });
    await appendEvent(transaction, key, 'succeeded');
    return true;
  });
}

const LIST_FINISHABLE = `
SELECT j.tenant_id AS "tenantId", j.id AS "jobId" FROM jobs j
WHERE j.state = 'running' AND NOT EXISTS (SELECT FROM job_steps s
  WHERE s.tenant_id = j.tenant_id AND s.job_id = j.id AND s.state <> 'succeeded')
ORDER BY j.created_at LIMIT $1`;

/** See JobStore.listFinishable. */
export function listFinishable({ database }: StoreContext, limit: number): Promise<JobKey[]> {
  return queryAsTenant<JobKey>(database, ALL_TENANTS, { sql: LIST_FINISHABLE, parameters: [limit] });
}

const READ_MANIFEST = 'SELECT state, manifest, storage_tier FROM jobs WHERE tenant_id = $1 AND id = $2';

interface ManifestRow {
  readonly state: string;
  readonly manifest: DatasetManifest | null;
  readonly storage_tier: StorageTier;
}

/** See JobStore.getManifest. */
export async function getManifest({ database }: StoreContext, key: JobKey): Promise<DatasetManifest> {
  const [row] = await queryAsTenant<ManifestRow>(database, key.tenantId, {
    sql: READ_MANIFEST,
    parameters: [key.tenantId, key.jobId],
  });
  if (row === undefined) throw jobNotFound(key.jobId);
  if (row.manifest !== null) return { ...row.manifest, storage_tier: row.storage_tier };
  throw new AppError(
    'JOB_STATE_CONFLICT',
    `job "${key.jobId}" is ${row.state}; its result exists once it has succeeded`,
  );
}
