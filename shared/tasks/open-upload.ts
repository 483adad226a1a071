import { datasetIdOf } from '../contracts/dataset-id.ts';
import type { ClaimedTask, MergeRange } from '../contracts/task.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { datasetFileKey } from '../objects/object-keys.ts';
import type { ObjectStore, Upload } from '../objects/object-store.ts';

/** What the object of a merged file says about itself, so that it is known again. */
export const PLAN_HASH = 'plan-hash';

export interface UploadDependencies {
  readonly jobs: Pick<JobStore, 'findUpload' | 'keepUpload'>;
  readonly objects: Pick<ObjectStore, 'createUpload' | 'abortUpload'>;
}

/** A file of the dataset that a task's job makes. */
export interface FileOfTask {
  readonly task: ClaimedTask;
  readonly file: MergeRange;
}

/** Where the file will lie. */
export function fileKeyOf({ task, file }: FileOfTask): string {
  return datasetFileKey(task.tenant_id, datasetIdOf(task.job_id), file.file_name);
}

/** The upload that makes the file, if one was begun. */
export async function findUpload(target: FileOfTask, { jobs }: UploadDependencies): Promise<Upload | undefined> {
  const uploadId = await jobs.findUpload(nameOf(target));
  return uploadId === undefined ? undefined : { key: fileKeyOf(target), uploadId };
}

/**
 * The upload that makes the file, begun where there is none or where it is `replaced`. Of two that begin it at the same
 * time the first one recorded wins; the other is aborted. Errors: those of the stores, LEASE_LOST.
 */
export async function openUpload(
  target: FileOfTask,
  dependencies: UploadDependencies,
  replaced?: Upload,
): Promise<Upload> {
  const known = await findUpload(target, dependencies);
  if (known !== undefined && known.uploadId !== replaced?.uploadId) return known;
  const { jobs, objects } = dependencies;
  const begun = await objects.createUpload(fileKeyOf(target), { metadata: { [PLAN_HASH]: target.task.plan_hash } });
  try {
    const replaces = replaced === undefined ? {} : { replaces: replaced.uploadId };
    const uploadId = await jobs.keepUpload(target.task, nameOf(target), { ...begun, ...replaces });
    if (uploadId !== begun.uploadId) await objects.abortUpload(begun);
    return { key: begun.key, uploadId };
  } catch (error) {
    await objects.abortUpload(begun);
    throw error;
  }
}

function nameOf({ task, file }: FileOfTask) {
  return { tenantId: task.tenant_id, jobId: task.job_id, table: file.table, fileIndex: file.file_index };
}
