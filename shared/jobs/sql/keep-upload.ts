import type { ClaimedTask } from '../../contracts/task.ts';
import { ALL_TENANTS, queryAsTenant } from '../../database/with-tenant.ts';
import type { FileKey, KeptUpload } from '../file-uploads.ts';
import { leaseLost } from './fail-task.ts';
import { GIVEN_TASKS, givenTasks, IS_HELD } from './given-tasks.ts';
import type { StoreContext } from './store-context.ts';

/** Only who holds the task begins an upload: one that comes late would begin it for nobody. */
const KEEP_UPLOAD = `
INSERT INTO file_uploads AS u (tenant_id, job_id, table_index, file_index, object_key, upload_id)
SELECT t.tenant_id, t.job_id, $2, $3, $4, $5 FROM ${GIVEN_TASKS} JOIN tasks t ON ${IS_HELD}
ON CONFLICT (tenant_id, job_id, table_index, file_index)
  DO UPDATE SET upload_id = excluded.upload_id WHERE u.upload_id = $6
RETURNING u.upload_id`;

const FIND_UPLOAD = `
SELECT upload_id FROM file_uploads WHERE tenant_id = $1 AND job_id = $2 AND table_index = $3 AND file_index = $4`;

/** See FileUploadOperations.keepUpload. */
export async function keepUpload(
  context: StoreContext,
  task: ClaimedTask,
  { file, upload }: { readonly file: FileKey; readonly upload: KeptUpload & { readonly replaces?: string } },
): Promise<string> {
  const [kept] = await queryAsTenant<{ upload_id: string }>(context.database, ALL_TENANTS, {
    sql: KEEP_UPLOAD,
    parameters: [givenTasks([{ task }]), file.table, file.fileIndex, upload.key, upload.uploadId, upload.replaces],
  });
  const uploadId = kept?.upload_id ?? (await findUpload(context, file));
  if (uploadId === undefined) throw leaseLost(task);
  return uploadId;
}

/** See FileUploadOperations.findUpload. */
export async function findUpload({ database }: StoreContext, file: FileKey): Promise<string | undefined> {
  const [row] = await queryAsTenant<{ upload_id: string }>(database, file.tenantId, {
    sql: FIND_UPLOAD,
    parameters: [file.tenantId, file.jobId, file.table, file.fileIndex],
  });
  return row?.upload_id;
}
