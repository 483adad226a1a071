import { ALL_TENANTS, queryAsTenant, withTenant } from '../../database/with-tenant.ts';
import type { KeptUpload } from '../file-uploads.ts';
import type { JobKey } from '../job-store.ts';
import { lockJobIfAny } from './lock-job.ts';
import type { StoreContext } from './store-context.ts';

/** A retry soon after a failure goes on with what was uploaded. */
const LIST_WITH_UPLOADS = `
SELECT DISTINCT j.tenant_id AS "tenantId", j.id AS "jobId"
FROM file_uploads u JOIN jobs j ON j.tenant_id = u.tenant_id AND j.id = u.job_id
WHERE j.state IN ('succeeded', 'cancelled') OR (j.state = 'failed' AND j.ended_at <= now() - interval '1 hour')
LIMIT $1`;

/** See FileUploadOperations.listWithUploads. There are rows for jobs that are not finished, and for few others. */
export function listWithUploads({ database }: StoreContext, limit: number): Promise<JobKey[]> {
  return queryAsTenant<JobKey>(database, ALL_TENANTS, { sql: LIST_WITH_UPLOADS, parameters: [limit] });
}

const TAKE_UPLOADS = `
DELETE FROM file_uploads WHERE tenant_id = $1 AND job_id = $2 RETURNING object_key AS key, upload_id AS "uploadId"`;

/** See FileUploadOperations.takeUploads. Under the lock of the job, which a retry takes too. */
export function takeUploads({ database }: StoreContext, key: JobKey): Promise<KeptUpload[]> {
  return withTenant(database, key.tenantId, async (transaction) => {
    const state = (await lockJobIfAny(transaction, key))?.state;
    if (state !== 'succeeded' && state !== 'failed' && state !== 'cancelled') return [];
    return transaction.query<KeptUpload>(TAKE_UPLOADS, [key.tenantId, key.jobId]);
  });
}

const FIND_KEPT = 'SELECT upload_id FROM file_uploads WHERE upload_id = ANY ($1)';

/** See FileUploadOperations.findKeptUploads. */
export async function findKeptUploads({ database }: StoreContext, uploadIds: readonly string[]): Promise<Set<string>> {
  const parameters = [uploadIds];
  const rows = await queryAsTenant<{ upload_id: string }>(database, ALL_TENANTS, { sql: FIND_KEPT, parameters });
  return new Set(rows.map((row) => row.upload_id));
}
