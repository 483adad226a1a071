import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { datasetIdOf } from '../../shared/contracts/dataset-id.ts';
import type { PlannedTable } from '../../shared/contracts/plan.ts';
import type { Database } from '../../shared/database/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { compileKernels } from '../../shared/kernels/wasm-kernels.ts';
import { datasetFileKey } from '../../shared/objects/object-keys.ts';
import { createS3ObjectStore } from '../../shared/objects/s3/s3-object-store.ts';
import { planHash } from '../../shared/planning/plan-hash.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import type { SubmittedJob } from '../../shared/tasks/submit-job.ts';
import { createWorkerPool } from '../../shared/workers/worker-pool.ts';
import { type CountingS3Proxy, passedBytes, startCountingS3Proxy } from '../support/counting-s3-proxy.ts';
import { engineSkipReason, type S3Engine, startMinio, startVersitygw } from '../support/engines.ts';
import { TENANT } from '../support/job-store-harness.ts';
import { createJoinedJobs } from '../support/joined-jobs.ts';
import { s3AddressOf } from '../support/s3-address.ts';
import { pgliteEngine } from '../support/temp-database.ts';

const SERVERS = { versitygw: startVersitygw, minio: startMinio } as const;

/** Four columns of 16 bytes that no codec makes smaller: chunks of 5.19 MiB, just above what S3 joins. */
const SCHEMA = { a: 'uuid', b: 'uuid', c: 'uuid', d: 'uuid' };
const CHUNK_ROWS = 85_000;
const CHUNKS = 100;

function job(merge: PlannedTable['merge']): SubmittedJob {
  const output = { format: 'parquet', compression: 'none', chunk_rows: CHUNK_ROWS };
  const body = { generator_type: 'tabular', schema: SCHEMA, num_records: CHUNKS * CHUNK_ROWS, seed: 7, output };
  const spec = normaliseSpec(body, { seed: 7 });
  const { plan, blockSums } = planJob(spec);
  const tables = plan.tables.map((table) => ({ ...table, ...(merge && { merge }) }));
  const chosen = { ...plan, tables };
  return { tenantId: TENANT, spec, plan: chosen, blockSums, planHash: planHash(chosen) };
}

const database = pgliteEngine();
let opened: Database;
beforeAll(async () => {
  opened = await database.open();
  await migrate(opened);
});
beforeEach(() => opened.execute('TRUNCATE jobs, plans, tasks CASCADE'));
afterAll(async () => {
  await opened?.close();
  await database.close();
});

/** Of the files that the same rows have given on other servers and in other ways. */
const checksums = new Set<string>();

describe.each(['versitygw', 'minio'] as const)('a merge of 100 parts on %s', (name) => {
  const reason = engineSkipReason(name);
  const suite = it.skipIf(reason !== undefined);
  let engine: S3Engine;
  let proxy: CountingS3Proxy;

  beforeAll(async () => {
    if (reason !== undefined) return;
    engine = await SERVERS[name]();
    proxy = await startCountingS3Proxy(engine.endpoint);
  });
  afterAll(async () => {
    await proxy?.close();
    await engine?.close();
  });

  suite.each([
    { mode: 'direct', merge: 'direct' as const, copies: 0 },
    { mode: 'copy', merge: undefined, copies: CHUNKS },
  ])('moves less than 1 % of the data through the merger: $mode', async ({ mode, merge, copies }) => {
    const address = s3AddressOf(engine);
    const pool = createWorkerPool({ workers: 2, kernels: compileKernels(), objects: address });
    try {
      const objects = createS3ObjectStore({ ...address, endpoint: proxy.endpoint });
      const joined = createJoinedJobs(opened, objects, pool);
      const id = await joined.submit(job(merge));
      expect(await joined.work('chunk')).toMatchObject({ completed: CHUNKS });
      proxy.takeCounts();
      const startedMs = performance.now();
      expect(await joined.work('merge')).toMatchObject({ completed: 1 });
      const seconds = (performance.now() - startedMs) / 1_000;
      const counts = proxy.takeCounts();
      const file = (await joined.jobs.readFiles(TENANT, id))[0]!.file;
      const share = passedBytes(counts) / file.bytes;
      process.stdout.write(
        `${name} ${mode}: ${file.bytes} bytes merged in ${seconds.toFixed(2)} s, ${passedBytes(counts)} bytes (${(share * 100).toFixed(3)} %) through the merger: ${describeCounts(counts)}\n`,
      );
      expect(share).toBeLessThan(0.01);
      expect(counts.get('UploadPartCopy')?.calls ?? 0).toBe(copies);
      expect(counts.has('GetObject')).toBe(false);
      const stored = createS3ObjectStore(address).stream(datasetFileKey(TENANT, datasetIdOf(id), file.name));
      let checksum = 0;
      for await (const piece of stored) checksum = crc32(piece, checksum);
      expect(checksum.toString(16).padStart(8, '0')).toBe(file.crc32);
      checksums.add(file.crc32);
      expect([...checksums]).toHaveLength(1);
    } finally {
      await pool.close();
    }
  });
});

function describeCounts(counts: ReturnType<CountingS3Proxy['takeCounts']>): string {
  return [...counts]
    .map(([operation, { calls, sentBytes, receivedBytes }]) => `${calls} ${operation} ${sentBytes}+${receivedBytes}`)
    .join(', ');
}
