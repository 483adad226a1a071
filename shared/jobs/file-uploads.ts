import type { ChunkRange, ClaimedTask, MergeRange } from '../contracts/task.ts';
import type { JobKey } from './job-store.ts';

export type TaskOf<Step extends ClaimedTask['step']> = Extract<ClaimedTask, { step: Step }>;

/** Names the file of a job that an upload makes. */
export interface FileKey extends JobKey {
  readonly table: ChunkRange['table'];
  readonly fileIndex: MergeRange['file_index'];
}

/** A multipart upload, as the object store names it. */
export interface KeptUpload {
  readonly key: string;
  readonly uploadId: string;
}

/** What job stores know of the uploads that files are made by: one for each file, whoever begins it. */
export interface FileUploadOperations {
  /** The file's upload, if one was begun. */
  findUpload(file: FileKey): Promise<string | undefined>;
  /**
   * Keeps an upload that was begun for a file, in place of `replaces` where that is given; answers the one that holds
   * now, which is another where somebody was faster. LEASE_LOST when there is none and the task is not leased any more.
   */
  keepUpload(task: ClaimedTask, file: FileKey, upload: KeptUpload & { readonly replaces?: string }): Promise<string>;
  /**
   * Chunks whose parts are lost are made again: their tasks are queued, each counting an attempt, and the merge, which is
   * given back, waits for them. LEASE_LOST as for `completeTask`.
   */
  redoChunks(merge: TaskOf<'merge'>, chunkIndexes: readonly number[]): Promise<void>;
  /** Ended jobs that will not go on with their uploads: cancelled ones, and those that failed an hour ago. */
  listWithUploads(limit: number): Promise<JobKey[]>;
  /** Forgets the uploads of an ended job and answers them, to be aborted; none of a job that is not ended. */
  takeUploads(tenantId: string, jobId: string): Promise<KeptUpload[]>;
  /** Which of these uploads belong to files. */
  findKeptUploads(uploadIds: readonly string[]): Promise<Set<string>>;
}
