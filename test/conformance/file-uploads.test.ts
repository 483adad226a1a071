import { afterAll, describe, expect, it } from 'vitest';
import type { TaskOf } from '../../shared/jobs/file-uploads.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';
import { manifestOf, resultOf, TENANT, useJobStore, WORKER } from '../support/job-store-harness.ts';
import { smallJob } from '../support/small-job.ts';
import { pgliteEngine, postgresEngine } from '../support/temp-database.ts';

const FILE = { tenantId: TENANT, table: 0, fileIndex: 0 };
const KEY = 't/default/datasets/ds_1/data.csv';

/** As a worker that has uploaded its part. */
function uploadedBy(uploadId: string, result: unknown) {
  const upload = { upload_id: uploadId, part_number: 1 };
  return { ...(result as object), segment: { bytes: 9, lead_bytes: 0, crc32: '00000000', etag: 'e', upload } };
}

for (const engine of [pgliteEngine(), postgresEngine()]) {
  describe.skipIf(engine.skipReason !== undefined)(`uploads of files: ${engine.name}`, () => {
    const harness = useJobStore(engine);
    afterAll(() => engine.close());

    /** A direct job of two chunks, both leased. */
    async function begin(): Promise<{ store: JobStore; jobId: string; chunks: TaskOf<'chunk'>[] }> {
      const store = harness.storeOf({ retryPolicy: NO_BACKOFF });
      const job = smallJob({ rows: 200, chunk_rows: 100, format: 'csv' });
      const tables = job.plan.tables.map((table) => ({ ...table, merge: 'direct' as const }));
      const jobId = await harness.startJob(store, { ...job, plan: { ...job.plan, tables } });
      const chunks = (await store.claimTasks(WORKER, 2)) as TaskOf<'chunk'>[];
      return { store, jobId, chunks };
    }

    /** The same with both chunks done and their merge leased. */
    async function beginMerge(uploadId = 'one') {
      const { store, jobId, chunks } = await begin();
      await store.keepUpload(chunks[0]!, { ...FILE, jobId }, { key: KEY, uploadId });
      await store.completeTasks(chunks.map((task) => ({ task, result: uploadedBy(uploadId, resultOf(task)) })));
      const [merge] = (await store.claimTasks(WORKER, 1)) as TaskOf<'merge'>[];
      expect(merge?.step).toBe('merge');
      return { store, jobId, merge: merge! };
    }

    it('keeps the first upload of a file and tells the others', async () => {
      const { store, jobId, chunks } = await begin();
      const file = { ...FILE, jobId };
      expect(await store.findUpload(file)).toBeUndefined();
      const ids = await Promise.all(
        ['one', 'two', 'three'].map((uploadId, i) => store.keepUpload(chunks[i % 2]!, file, { key: KEY, uploadId })),
      );
      expect(new Set(ids).size).toBe(1);
      expect(await store.findUpload(file)).toBe(ids[0]);
      expect(await store.findKeptUploads(['one', 'two', 'three', 'four'])).toEqual(new Set([ids[0]]));
    });

    it('replaces an upload only by one that knew it', async () => {
      const { store, jobId, chunks } = await begin();
      const keep = (uploadId: string, replaces?: string) =>
        store.keepUpload(chunks[0]!, { ...FILE, jobId }, { key: KEY, uploadId, ...(replaces && { replaces }) });
      expect(await keep('one')).toBe('one');
      expect(await keep('two', 'other')).toBe('one');
      expect(await keep('two', 'one')).toBe('two');
      expect(await keep('three', 'one')).toBe('two');
    });

    it('begins no upload for who holds no lease any more', async () => {
      const { store, jobId, chunks } = await begin();
      await store.expireAllLeases();
      const late = store.keepUpload(chunks[0]!, { ...FILE, jobId }, { key: KEY, uploadId: 'one' });
      await expect(late).rejects.toMatchObject({ code: 'LEASE_LOST' });
    });

    it('makes chunks again, and lets the merge wait until they are there', async () => {
      const { store, jobId, merge } = await beginMerge();
      await store.redoChunks(merge, [1]);
      expect((await store.getJob(TENANT, jobId)).steps).toMatchObject([{ state: 'running', value: 100 }, {}]);
      const again = await store.claimTasks(WORKER, 10);
      expect(again.map(({ step, task_index }) => [step, task_index])).toEqual([['chunk', 1]]);
      await store.completeTask(again[0]!, resultOf(again[0]!));
      expect((await store.claimTasks(WORKER, 10)).map(({ step }) => step)).toEqual(['merge']);
      await expect(store.redoChunks(merge, [0])).rejects.toMatchObject({ code: 'LEASE_LOST' });
    });

    it('gives a merge back at once when nothing is missing', async () => {
      const { store, merge } = await beginMerge();
      await store.redoChunks(merge, []);
      expect((await store.claimTasks(WORKER, 10)).map(({ step }) => step)).toEqual(['merge']);
    });

    it('fails the job when a chunk is lost again and again', async () => {
      const { store, jobId } = await beginMerge();
      for (let round = 0; (await store.getJob(TENANT, jobId)).state === 'running'; round++) {
        expect(round).toBeLessThan(10);
        await store.expireAllLeases();
        const tasks = await store.claimTasks(WORKER, 10);
        for (const task of tasks)
          await (task.step === 'merge' ? store.redoChunks(task, [0]) : store.completeTask(task, resultOf(task)));
      }
      const { state, error } = await store.getJob(TENANT, jobId);
      expect([state, error?.code, error?.task]).toEqual(['failed', 'CORRUPT_PART', 'chunk/0']);
    });

    it('gives out the uploads of jobs that have ended, cancelled ones at once and failed ones after an hour', async () => {
      const { store, jobId, merge } = await beginMerge();
      expect(await store.takeUploads(TENANT, jobId)).toEqual([]);
      await store.failTask(merge, { code: 'STORAGE_FULL', message: 'full', isRetryable: false });
      expect((await store.getJob(TENANT, jobId)).state).toBe('failed');
      expect(await store.listWithUploads(10)).toEqual([]);
      await harness.passTime('jobs', 'ended_at', '61 minutes');
      expect(await store.listWithUploads(10)).toEqual([{ tenantId: TENANT, jobId }]);
      expect(await store.takeUploads(TENANT, jobId)).toEqual([{ key: KEY, uploadId: 'one' }]);
      expect(await store.listWithUploads(10)).toEqual([]);
    });

    it('makes chunks again on a retry whose upload was given out, and no others', async () => {
      const { store, jobId, merge } = await beginMerge();
      await store.failTask(merge, { code: 'STORAGE_FULL', message: 'full', isRetryable: false });
      await store.retryJob(TENANT, jobId);
      const [goesOn] = await store.claimTasks(WORKER, 10);
      expect(goesOn?.step).toBe('merge');
      await store.failTask(goesOn!, { code: 'STORAGE_FULL', message: 'full', isRetryable: false });
      await store.takeUploads(TENANT, jobId);
      await store.retryJob(TENANT, jobId);
      const again = await store.claimTasks(WORKER, 10);
      expect(again.map(({ step, task_index }) => [step, task_index])).toEqual([
        ['chunk', 0],
        ['chunk', 1],
      ]);
      await store.completeTasks(again.map((task) => ({ task, result: resultOf(task) })));
      expect((await store.claimTasks(WORKER, 10)).map(({ step }) => step)).toEqual(['merge']);
    });

    it('forgets uploads when the job has succeeded', async () => {
      const { store, jobId, merge } = await beginMerge();
      await store.completeTask(merge, resultOf(merge));
      await store.finishJob(TENANT, jobId, manifestOf(jobId));
      expect(await store.findUpload({ ...FILE, jobId })).toBeUndefined();
    });
  });
}

const NO_BACKOFF = { initialIntervalMs: 0, backoffCoefficient: 1, maximumIntervalMs: 0, maximumAttempts: 4 };
