import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutputSpec } from '../../shared/contracts/spec-document.ts';
import type { ClaimedTask, MergeRange } from '../../shared/contracts/task.ts';
import type { Database } from '../../shared/database/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { mergePartsOf } from '../../shared/formats/merge-parts.ts';
import { createMemoryObjectStore } from '../../shared/objects/memory-object-store.ts';
import { partsPrefix } from '../../shared/objects/object-keys.ts';
import type { ObjectStore, Upload } from '../../shared/objects/object-store.ts';
import { planHash } from '../../shared/planning/plan-hash.ts';
import { joinFile } from '../../shared/tasks/join-file.ts';
import type { ChunkSlice } from '../../shared/tasks/read-manifests.ts';
import { type MergeTask, runMerge } from '../../shared/tasks/run-merge.ts';
import type { SubmittedJob } from '../../shared/tasks/submit-job.ts';
import { WORKER } from '../support/job-store-harness.ts';
import { createJoinedJobs } from '../support/joined-jobs.ts';
import { EVERY_OUTPUT } from '../support/outputs.ts';
import { type SmallJobOptions, smallJob } from '../support/small-job.ts';
import { pgliteEngine } from '../support/temp-database.ts';

const engine = pgliteEngine();
let database: Database;
beforeAll(async () => {
  database = await engine.open();
  await migrate(database);
});
afterAll(async () => {
  await database?.close();
  await engine.close();
});
beforeEach(() => database.execute('TRUNCATE jobs, plans, tasks CASCADE'));

/** Chunks of these jobs have between 1,500 and 20,000 bytes, as text and as Parquet. */
const ROWS = 5_000;
const CHUNK_ROWS = 400;
const SMALL_PART = 1_000;
const LARGE_PART = 30_000;

function job(output: Partial<OutputSpec> & { rows?: number } = {}, merge?: 'direct'): SubmittedJob {
  const made = smallJob({ rows: ROWS, chunk_rows: CHUNK_ROWS, format: 'csv', ...output } as SmallJobOptions);
  if (merge === undefined) return made;
  const plan = { ...made.plan, tables: made.plan.tables.map((table) => ({ ...table, merge })) };
  return { ...made, plan, planHash: planHash(plan) };
}

async function filesOf(uploadPartBytesMin: number, submitted: SubmittedJob) {
  const joined = createJoinedJobs(database, createMemoryObjectStore({ uploadPartBytesMin }));
  return joined.finish(await joined.run(submitted));
}

/** A store whose operations are counted, and can be met by a test. */
function watched(uploadPartBytesMin: number) {
  const inner = createMemoryObjectStore({ uploadPartBytesMin });
  const calls: Partial<Record<keyof ObjectStore, number>> = {};
  type Meet = ((operation: keyof ObjectStore, call: number) => void | Promise<void>) | undefined;
  const met: { before?: Meet; after?: Meet } = {};
  const wrap = (operation: keyof ObjectStore) =>
    [
      operation,
      async (...args: unknown[]) => {
        const call = (calls[operation] ?? 0) + 1;
        calls[operation] = call;
        await met.before?.(operation, call);
        const result = await (inner[operation] as (...given: unknown[]) => unknown)(...args);
        await met.after?.(operation, call);
        return result;
      },
    ] as const;
  const operations = [
    'put',
    'read',
    'createUpload',
    'putUploadPart',
    'copyUploadPart',
    'completeUpload',
    'abortUpload',
    'listUploadParts',
  ] as const;
  return { objects: { ...inner, ...Object.fromEntries(operations.map(wrap)) } as ObjectStore, calls, met };
}

function keptUploads(): Promise<Upload[]> {
  return database.query<Upload>('SELECT object_key AS key, upload_id AS "uploadId" FROM file_uploads');
}

const SPLIT = { split: { rows: 1_300 } } as Partial<OutputSpec>;

describe('files of a store that joins only large pieces', () => {
  const outputs = [...EVERY_OUTPUT, { ...EVERY_OUTPUT[0]!, ...SPLIT }].map((output) => ({ output }));

  it.each(outputs)(
    'have the bytes that a folder gives them: $output.format $output.compression',
    async ({ output }) => {
      const chunked = { ...output, rows: 2_000 } as Parameters<typeof job>[0];
      const expected = await filesOf(0, job(chunked));
      for (const [partBytesMin, merge] of [
        [1, undefined],
        [SMALL_PART, undefined],
        [SMALL_PART, 'direct'],
        [LARGE_PART, undefined],
        [LARGE_PART, 'direct'],
        [1e9, undefined],
      ] as const) {
        const { manifest, files } = await filesOf(partBytesMin, job(chunked, merge));
        expect(manifest.tables).toEqual(expected.manifest.tables);
        for (const [name, bytes] of expected.files) expect(Buffer.compare(files.get(name)!, bytes), name).toBe(0);
      }
    },
  );

  it('of a table without rows are there too', async () => {
    const empty = { ...smallJob({ rows: 0, format: 'json' }) };
    const { files } = await filesOf(SMALL_PART, empty);
    expect(new TextDecoder().decode(files.get('data.json'))).toBe(
      new TextDecoder().decode((await filesOf(0, empty)).files.get('data.json')),
    );
  });

  it('are read by nobody here where chunks upload straight into them', async () => {
    const { objects, calls } = watched(SMALL_PART);
    const joined = createJoinedJobs(database, objects);
    await joined.finish(await joined.run(job({ format: 'parquet' }, 'direct')));
    expect(calls).toEqual({ createUpload: 1, putUploadPart: 14, completeUpload: 1, put: 1, read: 1 });
  });

  it('are copied by the store where parts are large enough', async () => {
    const { objects, calls } = watched(SMALL_PART);
    const joined = createJoinedJobs(database, objects);
    await joined.finish(await joined.run(job({ format: 'parquet', chunk_rows: 500 })));
    expect(calls).toMatchObject({ copyUploadPart: 10, putUploadPart: 1 });
    expect(calls.read).toBe(1);
  });
});

let expectedCsv: Uint8Array | undefined;

/** A direct job of thirteen chunks, the last of which is too small for a part. */
async function direct(partBytesMin = SMALL_PART) {
  const store = watched(partBytesMin);
  const joined = createJoinedJobs(database, store.objects);
  expectedCsv ??= (await filesOf(0, job())).files.get('data.csv')!;
  const expected = expectedCsv;
  const id = await joined.submit(job({}, 'direct'));
  const finish = async () => {
    const { files } = await joined.finish(id);
    expect(Buffer.compare(files.get('data.csv')!, expected)).toBe(0);
    expect(await keptUploads()).toEqual([]);
    expect(await store.objects.list(partsPrefix('default', id))).toEqual([]);
  };
  return { ...store, joined, id, finish };
}

describe('a job whose chunks upload straight into its file', () => {
  it('begins one upload, whoever of several is first', async () => {
    const { objects, calls, joined, finish } = await direct();
    const others = [createJoinedJobs(database, objects), createJoinedJobs(database, objects)];
    await Promise.all([joined, ...others].map((each) => each.work('chunk')));
    expect(calls.createUpload! - (calls.abortUpload ?? 0)).toBe(1);
    await joined.work('merge');
    await finish();
  });

  it('makes chunks again whose parts the store has lost, and only those', async () => {
    const { objects, joined, finish } = await direct();
    await joined.work('chunk');
    const [upload] = await keptUploads();
    await objects.putUploadPart(upload!, 3, [new Uint8Array(2_000)]);
    await objects.putUploadPart(upload!, 7, [new Uint8Array(2_000)]);
    const redone: ClaimedTask[] = [];
    const counts = await joined.work(undefined, { before: (task) => void redone.push(task) });
    expect(redone.map(({ step, task_index }) => `${step} ${task_index}`)).toEqual([
      'merge 0',
      'chunk 2',
      'chunk 6',
      'merge 0',
    ]);
    expect(counts).toEqual({ completed: 3, givenBack: 1, failed: 0 });
    await finish();
  });

  it('makes all chunks again when its upload was aborted', async () => {
    const { objects, joined, finish } = await direct();
    await joined.work('chunk');
    await objects.abortUpload((await keptUploads())[0]!);
    expect(await joined.work()).toMatchObject({ givenBack: 1, failed: 0 });
    await finish();
  });

  it('goes on in another upload when its upload is aborted in between', async () => {
    const { objects, joined, finish } = await direct();
    let begun = 0;
    const before = async (task: ClaimedTask) => {
      if (task.step === 'chunk' && ++begun === 7) await objects.abortUpload((await keptUploads())[0]!);
    };
    expect(await joined.work(undefined, { before })).toMatchObject({ failed: 0 });
    await finish();
  });

  it('knows a file that an earlier attempt has completed, and makes nothing again', async () => {
    const { met, joined, calls, finish } = await direct();
    await joined.work('chunk');
    met.after = (operation) => {
      if (operation === 'completeUpload') throw new Error('killed');
    };
    await expect(joined.work('merge')).rejects.toThrow('killed');
    met.after = undefined;
    await joined.jobs.expireAllLeases();
    expect(await joined.work()).toEqual({ completed: 1, givenBack: 0, failed: 0 });
    expect(calls.putUploadPart).toBe(13);
    await finish();
  });

  it.each([
    { size: 'is large enough to be copied to its place', mergedMin: SMALL_PART, completions: 1 },
    { size: 'is too small for a part, without making any chunk again', mergedMin: LARGE_PART, completions: 2 },
  ])('takes in a part that was not uploaded and $size', async ({ mergedMin, completions }) => {
    const { objects, calls, joined, finish } = await direct();
    const requireBytes = (bytes: number) => Object.assign(objects, { uploadPartBytesMin: bytes });
    await joined.work('chunk', { before: (task) => void requireBytes(task.task_index === 4 ? 1e9 : SMALL_PART) });
    requireBytes(mergedMin);
    expect(await joined.work('merge')).toEqual({ completed: 1, givenBack: 0, failed: 0 });
    expect(calls.completeUpload).toBe(completions);
    await finish();
  });

  it.each(['completeUpload', 'createUpload', 'copyUploadPart'] as const)(
    'survives a death before or after any %s of going back to copying',
    async (operation) => {
      for (let at = 1; at <= 2; at++) {
        for (const moment of ['before', 'after'] as const) {
          const { objects, met, joined, finish } = await direct();
          const requireBytes = (bytes: number) => Object.assign(objects, { uploadPartBytesMin: bytes });
          await joined.work('chunk', { before: (task) => void requireBytes(task.task_index === 4 ? 1e9 : SMALL_PART) });
          requireBytes(LARGE_PART);
          let calls = 0;
          met[moment] = (called) => {
            if (called === operation && ++calls === at) throw new Error('killed');
          };
          await joined.work('merge').catch(() => joined.jobs.expireAllLeases());
          met[moment] = undefined;
          expect(await joined.work()).toMatchObject({ givenBack: 0, failed: 0 });
          await finish();
          await database.execute('TRUNCATE jobs, plans, tasks CASCADE');
        }
      }
    },
  );
});

describe('a merge by copies', () => {
  /** Fifty chunks of 3 to 4 KB as objects. */
  async function copied(partBytesMin = SMALL_PART) {
    const store = watched(partBytesMin);
    const joined = createJoinedJobs(database, store.objects);
    const submitted = job({ chunk_rows: 100 });
    const expected = (await filesOf(0, submitted)).files.get('data.csv')!;
    const id = await joined.submit(submitted);
    await joined.work('chunk');
    const finish = async () =>
      expect(Buffer.compare((await joined.finish(id)).files.get('data.csv')!, expected)).toBe(0);
    return { ...store, joined, id, finish };
  }

  it('goes on where it was broken off', async () => {
    const { met, calls, joined, finish } = await copied();
    met.before = (operation, call) => {
      if (operation === 'copyUploadPart' && call === 30) throw new Error('killed');
    };
    await expect(joined.work('merge')).rejects.toThrow('killed');
    met.before = undefined;
    await joined.jobs.expireAllLeases();
    expect(await joined.work('merge')).toEqual({ completed: 1, givenBack: 0, failed: 0 });
    // what was under way beside the thirtieth ended too, and is not done again
    expect(calls.copyUploadPart).toBe(51);
    await finish();
  });

  it('stops when its time is over, and the next attempt goes on', async () => {
    const { objects, calls, joined, id, finish } = await copied();
    const [task] = await joined.jobs.claimTasks(WORKER, 1, 'merge');
    const { plan } = job({ chunk_rows: 100 });
    const attempt = (hasTime: () => boolean) => {
      const { jobs } = joined;
      const readParts = (chunks: ChunkSlice) => jobs.readParts('default', id, chunks);
      const dependencies = { jobs, objects, readParts, mergeParts: mergePartsOf(plan, 0), hasTime };
      const signal = new AbortController().signal;
      return joinFile({ task: task as MergeTask, file: task!.range as MergeRange }, { ...dependencies, signal });
    };
    expect(await attempt(() => (calls.copyUploadPart ?? 0) < 20)).toEqual({ kind: 'unfinished' });
    expect(calls.copyUploadPart).toBe(20);
    await joined.jobs.releaseTasks([task!]);
    await joined.work('merge');
    expect(calls.copyUploadPart).toBe(50);
    await finish();
  });

  it('stops between two parts when it is cancelled, and shows nothing', async () => {
    const { objects, calls, met, joined } = await copied();
    const [task] = await joined.jobs.claimTasks(WORKER, 1, 'merge');
    const run = runMerge(task as MergeTask, { jobs: joined.jobs, objects, inTurn: (work) => work() });
    met.before = (operation, call) => {
      if (operation === 'copyUploadPart' && call === 10) run.cancel();
    };
    await expect(run.result).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(calls.copyUploadPart).toBeLessThan(20);
    expect(await objects.list('t/default/datasets/')).toEqual([]);
  });

  it('makes a chunk again whose object is gone or another one now', async () => {
    const { objects, joined, id, finish } = await copied();
    const [first, second] = await objects.list(partsPrefix('default', id));
    await objects.delete([first!.key]);
    await objects.put(second!.key, [new Uint8Array(second!.bytes)]);
    expect(await joined.work()).toEqual({ completed: 3, givenBack: 1, failed: 0 });
    await finish();
  });

  it('begins another upload when its upload is gone', async () => {
    const { objects, calls, met, joined, finish } = await copied();
    met.before = async (operation) => {
      if (operation !== 'completeUpload') return;
      met.before = undefined;
      await objects.abortUpload((await keptUploads())[0]!);
    };
    expect(await joined.work()).toEqual({ completed: 1, givenBack: 0, failed: 1 });
    expect(calls.createUpload).toBe(2);
    await finish();
  });

  it('joins small parts so that few bytes pass through it', async () => {
    const { calls, joined, finish } = await copied(8_000);
    await joined.work('merge');
    expect(calls).toMatchObject({ read: 50, createUpload: 1 });
    await finish();
  });
});
