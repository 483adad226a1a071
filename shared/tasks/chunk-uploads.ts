import type { Plan } from '../contracts/plan.ts';
import type { ClaimedTask } from '../contracts/task.ts';
import { invariant } from '../errors/invariant.ts';
import type { ObjectStore, Upload } from '../objects/object-store.ts';
import { fileOfChunk } from '../planning/merge-ranges.ts';
import type { PartWork } from '../workers/part-work.ts';
import { openUpload, type UploadDependencies } from './open-upload.ts';
import { RecentPromises } from './recent-promises.ts';

type ChunkTask = Extract<ClaimedTask, { step: 'chunk' }>;
type FilePart = NonNullable<PartWork['upload']>;

/** Where chunks upload to whose rows go straight into their file. */
export interface ChunkUploads {
  /** The chunk's part of its file's upload, which is begun where there is none; undefined where files are joined later. */
  open(task: ChunkTask, plan: Plan): Promise<FilePart | undefined>;
  /** The same after the store has said that the upload is not open any more. */
  reopen(task: ChunkTask, plan: Plan, gone: FilePart): Promise<FilePart | undefined>;
}

/** Files whose uploads are remembered: a process works on few at a time. */
const UPLOADS_KEPT = 256;

/** Asks the database once for each file. */
export function createChunkUploads(
  dependencies: UploadDependencies & { readonly objects: Pick<ObjectStore, 'uploadPartBytesMin'> },
): ChunkUploads {
  const kept = new RecentPromises<Upload>(UPLOADS_KEPT);

  async function find(task: ChunkTask, plan: Plan, gone: Upload | undefined): Promise<FilePart | undefined> {
    const table = plan.tables[task.range.table];
    invariant(table, 'a chunk belongs to a table of its plan');
    if (table.merge !== 'direct' || dependencies.objects.uploadPartBytesMin === 0) return undefined;
    const file = fileOfChunk(table, plan.output, task.range.chunk_index);
    const name = [task.tenant_id, task.job_id, file.table, file.file_index].join('/');
    const open = (replaced?: Upload) => kept.keep(name, openUpload({ task, file }, dependencies, replaced));
    // chunks of one file come together: nothing may be waited for between the look and the note
    let upload = await (kept.find(name) ?? open());
    if (upload.uploadId === gone?.uploadId) upload = await open(gone);
    return { ...upload, partNumber: task.range.chunk_index - file.chunk_start + 1 };
  }

  return {
    open: (task, plan) => find(task, plan, undefined),
    reopen: (task, plan, gone) => find(task, plan, gone),
  };
}
