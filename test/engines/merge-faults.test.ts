import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { abortUploads } from '../../functions/tick/abort-uploads.ts';
import { datasetIdOf } from '../../shared/contracts/dataset-id.ts';
import type { PlannedTable } from '../../shared/contracts/plan.ts';
import type { Database } from '../../shared/database/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { compileKernels } from '../../shared/kernels/wasm-kernels.ts';
import { createMemoryObjectStore } from '../../shared/objects/memory-object-store.ts';
import { datasetFileKey } from '../../shared/objects/object-keys.ts';
import type { ObjectStore, Upload } from '../../shared/objects/object-store.ts';
import { createS3ObjectStore } from '../../shared/objects/s3/s3-object-store.ts';
import { planHash } from '../../shared/planning/plan-hash.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import type { SubmittedJob } from '../../shared/tasks/submit-job.ts';
import { createWorkerPool, type WorkerPool } from '../../shared/workers/worker-pool.ts';
import { engineSkipReason, type S3Engine, startMinio, startVersitygw } from '../support/engines.ts';
import { TENANT } from '../support/job-store-harness.ts';
import { createJoinedJobs, type JoinedJobs } from '../support/joined-jobs.ts';
import { s3AddressOf } from '../support/s3-address.ts';
import { pgliteEngine } from '../support/temp-database.ts';

const SERVERS = { versitygw: startVersitygw, minio: startMinio } as const;
const CHUNK_ROWS = 50_000;
const PART_BYTES_MIN = 5 * 1024 * 1024;

/** Five chunks of 5.9 MB; those in `nulls` of 0.4 MB. */
function job(merge: PlannedTable['merge'], nulls: readonly number[] = []): SubmittedJob {
  const isNull = nulls.map((chunk) => `(id >= ${chunk * CHUNK_ROWS} and id < ${(chunk + 1) * CHUNK_ROWS})`);
  const uuid = (name: string) => ({ name, kind: 'uuid', ...(nulls.length > 0 && { null_when: isNull.join(' or ') }) });
  const columns = [{ name: 'id', kind: 'sequence' }, uuid('a'), uuid('b'), uuid('c')];
  const tables = { data: { num_records: 5 * CHUNK_ROWS, columns } };
  const output = { format: 'csv', chunk_rows: CHUNK_ROWS };
  const spec = normaliseSpec({ generator_type: 'tabular', tables, seed: 7, output }, { seed: 7 });
  const { plan, blockSums } = planJob(spec);
  const chosen = { ...plan, tables: plan.tables.map((table) => ({ ...table, ...(merge && { merge }) })) };
  return { tenantId: TENANT, spec, plan: chosen, blockSums, planHash: planHash(chosen) };
}

const pglite = pgliteEngine();
let database: Database;
beforeAll(async () => {
  database = await pglite.open();
  await migrate(database);
});
beforeEach(() => database.execute('TRUNCATE jobs, plans, tasks CASCADE'));
afterAll(async () => {
  await database?.close();
  await pglite.close();
});

const uploads = () => database.query<Upload>('SELECT object_key AS key, upload_id AS "uploadId" FROM file_uploads');
const expected = new Map<string, string>();

/** The checksum of the file as a store makes it that joins pieces of any size. */
async function expectedOf(nulls: readonly number[]): Promise<string> {
  const name = nulls.join();
  if (!expected.has(name)) {
    const joined = createJoinedJobs(database, createMemoryObjectStore());
    const id = await joined.run(job(undefined, nulls));
    expected.set(name, (await joined.jobs.readFiles(TENANT, id))[0]!.file.crc32);
    await joined.finish(id);
  }
  return expected.get(name)!;
}

describe.each(['versitygw', 'minio'] as const)('merging on %s', (name) => {
  const reason = engineSkipReason(name);
  const suite = it.skipIf(reason !== undefined);
  let engine: S3Engine;
  let pool: WorkerPool;
  let objects: ObjectStore;
  let joined: JoinedJobs;

  beforeAll(async () => {
    if (reason !== undefined) return;
    engine = await SERVERS[name]();
    const address = s3AddressOf(engine);
    pool = createWorkerPool({ workers: 2, kernels: compileKernels(), objects: address });
    objects = createS3ObjectStore(address, { patienceMs: 0 });
  });
  beforeEach(() => {
    joined = createJoinedJobs(database, objects, pool);
  });
  afterAll(async () => {
    await pool?.close();
    await engine?.close();
  });

  async function begin(merge: PlannedTable['merge'], nulls: readonly number[] = []) {
    const crc = await expectedOf(nulls);
    const id = await joined.submit(job(merge, nulls));
    expect(await joined.work('chunk')).toMatchObject({ completed: 5 });
    return {
      id,
      async requireFile() {
        const [made] = await joined.jobs.readFiles(TENANT, id);
        expect(made!.file.crc32).toBe(crc);
        const content = await objects.read(datasetFileKey(TENANT, datasetIdOf(id), made!.file.name));
        expect(crc32(content).toString(16).padStart(8, '0')).toBe(crc);
        await joined.finish(id);
        expect(await objects.listUploads()).toEqual([]);
      },
    };
  }

  suite('makes a chunk again whose uploaded part is another one now', async () => {
    const { requireFile } = await begin('direct');
    await objects.putUploadPart((await uploads())[0]!, 3, [new Uint8Array(PART_BYTES_MIN)]);
    expect(await joined.work()).toEqual({ completed: 2, givenBack: 1, failed: 0 });
    await requireFile();
  });

  suite('makes every chunk again whose upload was aborted', async () => {
    const { requireFile } = await begin('direct');
    await objects.abortUpload((await uploads())[0]!);
    expect(await joined.work()).toEqual({ completed: 6, givenBack: 1, failed: 0 });
    await requireFile();
  });

  suite('knows a file that an earlier attempt has completed', async () => {
    const { id, requireFile } = await begin('direct');
    const [upload] = await uploads();
    const parts = await objects.listUploadParts(upload!);
    expect(parts).toHaveLength(5);
    await objects.completeUpload(upload!, parts);
    expect(await joined.work()).toEqual({ completed: 1, givenBack: 0, failed: 0 });
    expect(await joined.jobs.readFiles(TENANT, id)).toHaveLength(1);
    await requireFile();
  });

  suite('goes back to copying where a part is too small, without making any chunk again', async () => {
    const { requireFile } = await begin('direct', [1, 2]);
    expect((await objects.listUploadParts((await uploads())[0]!)).map(({ partNumber }) => partNumber)).toEqual([
      1, 4, 5,
    ]);
    expect(await joined.work()).toEqual({ completed: 1, givenBack: 0, failed: 0 });
    await requireFile();
  });

  suite('uploads a small last part together with what ends the file', async () => {
    const { requireFile } = await begin('direct', [4]);
    expect(await joined.work()).toEqual({ completed: 1, givenBack: 0, failed: 0 });
    await requireFile();
  });

  suite('joins small neighbours, and takes what they lack from the next part', async () => {
    const { requireFile } = await begin(undefined, [0, 2, 3]);
    expect(await joined.work()).toEqual({ completed: 1, givenBack: 0, failed: 0 });
    await requireFile();
  });

  suite('goes on where a merge was broken off', async () => {
    const { requireFile } = await begin(undefined);
    const copied: number[] = [];
    const dying: ObjectStore = {
      ...objects,
      async copyUploadPart(upload, partNumber, source) {
        if (partNumber > 3) throw new Error('killed');
        copied.push(partNumber);
        return objects.copyUploadPart(upload, partNumber, source);
      },
    };
    await expect(createJoinedJobs(database, dying, pool).work()).rejects.toThrow('killed');
    await joined.jobs.expireAllLeases();
    const counting: ObjectStore = {
      ...objects,
      async copyUploadPart(upload, partNumber, source) {
        copied.push(partNumber);
        return objects.copyUploadPart(upload, partNumber, source);
      },
    };
    expect(await createJoinedJobs(database, counting, pool).work()).toMatchObject({ completed: 1 });
    expect(copied.sort()).toEqual([1, 2, 3, 4, 5]);
    await requireFile();
  });

  suite('leaves no upload of a job that was cancelled, and a retry makes its chunks again', async () => {
    const { id, requireFile } = await begin('direct');
    await joined.jobs.cancelJob(TENANT, id);
    await joined.jobs.advanceJob(TENANT, id);
    const { jobs } = joined;
    expect(await abortUploads({ jobs, objects, now: Date.now })).toBe(1);
    expect(await objects.listUploads()).toEqual([]);
    await jobs.retryJob(TENANT, id);
    expect(await joined.work()).toEqual({ completed: 6, givenBack: 0, failed: 0 });
    await requireFile();
  });
});
