import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { createMemoryObjectStore } from '../../../shared/objects/memory-object-store.ts';
import type { Upload } from '../../../shared/objects/object-store.ts';
import { openUpload, type UploadDependencies } from '../../../shared/tasks/open-upload.ts';
import type { MergeTask } from '../../../shared/tasks/run-merge.ts';

const FILE = { table: 0, file_index: 0, file_name: 'data.csv', chunk_start: 0, chunk_end: 2 };
const TASK: MergeTask = {
  step: 'merge',
  tenant_id: 'default',
  job_id: 'job_1',
  task_index: 0,
  fencing_token: '1',
  attempts: 0,
  plan_hash: 'plan',
  range: FILE,
};

/** A store of objects, and records of uploads that answer what the test says. */
function prepare(jobs: UploadDependencies['jobs']) {
  const objects = createMemoryObjectStore();
  const begun: Upload[] = [];
  const createUpload: typeof objects.createUpload = async (key, options) => {
    begun.push(await objects.createUpload(key, options));
    return begun.at(-1)!;
  };
  const isOpen = (upload: Upload) =>
    objects.listUploadParts(upload).then(
      () => true,
      () => false,
    );
  return {
    begun,
    isOpen,
    open: (gone?: Upload) =>
      openUpload({ task: TASK, file: FILE }, { jobs, objects: { ...objects, createUpload } }, gone),
  };
}

describe('the upload of a file', () => {
  it('is begun once it is needed, says its plan, and stays open when it was recorded', async () => {
    const keepUpload = async (_task: unknown, _file: unknown, { uploadId }: Upload) => uploadId;
    const { begun, isOpen, open } = prepare({ findUpload: async () => undefined, keepUpload });
    expect(await open()).toEqual(begun[0]);
    expect(begun).toHaveLength(1);
    expect(await isOpen(begun[0]!)).toBe(true);
  });

  it('is the one that somebody else has recorded meanwhile, and ours is aborted', async () => {
    const { begun, isOpen, open } = prepare({ findUpload: async () => undefined, keepUpload: async () => 'theirs' });
    expect((await open()).uploadId).toBe('theirs');
    expect(await isOpen(begun[0]!)).toBe(false);
  });

  it('is aborted when it cannot be recorded', async () => {
    const lost = new AppError('LEASE_LOST', 'somebody else has the task');
    const { begun, isOpen, open } = prepare({
      findUpload: async () => undefined,
      keepUpload: () => Promise.reject(lost),
    });
    await expect(open()).rejects.toBe(lost);
    expect(await isOpen(begun[0]!)).toBe(false);
  });

  it('is the recorded one, unless that is the one that is gone', async () => {
    const keepUpload = async (_task: unknown, _file: unknown, { uploadId }: Upload) => uploadId;
    const { begun, open } = prepare({ findUpload: async () => 'recorded', keepUpload });
    const known = await open();
    expect([known.uploadId, begun.length]).toEqual(['recorded', 0]);
    expect((await open({ ...known, uploadId: 'older' })).uploadId).toBe('recorded');
    expect(await open(known)).toEqual(begun[0]);
  });
});
