import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestFiles } from '../../shared/digest/digest-files.ts';
import { readDocument } from '../../shared/documents/read-document.ts';
import { type CountingS3Proxy, startCountingS3Proxy } from '../support/counting-s3-proxy.ts';
import { type RunningServer, startEmbeddedServer } from '../support/embedded-server.ts';
import { engineSkipReason, type S3Engine, startMinio, startVersitygw } from '../support/engines.ts';
import { queryDuckDb } from '../support/parquet-readers.ts';

const SERVERS = { versitygw: startVersitygw, minio: startMinio } as const;
const ROWS = 800_000;

/** The reference workload, 22 bytes a row as Parquet. */
const W1 = {
  ...(readDocument(readFileSync('docs/examples/w1.yaml', 'utf8'), 'yaml') as object),
  output: { format: 'parquet' },
};
const [table] = Object.values((W1 as unknown as { tables: Record<string, object> }).tables);
const SPEC = { ...W1, tables: { w1: { ...table, num_records: ROWS } } };

/** Two tables, one of which is cut into files, and whose parts of a few hundred KB are too small to be copied. */
const SMALL = {
  generator_type: 'tabular',
  seed: 3,
  tables: {
    orders: { num_records: 60_000, columns: { id: 'sequence', token: 'uuid' } },
    notes: { num_records: 10, columns: { id: 'sequence', note: 'string' } },
  },
  output: { format: 'json', chunk_rows: 5_000, split: { rows: 30_000 } },
};

const folder = mkdtempSync(path.join(tmpdir(), 'tabular-merged-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The files of a job of this server, downloaded. */
async function makeFiles(server: RunningServer, spec: object, name: string): Promise<string[]> {
  const job = await server.makeJob(spec);
  expect((await server.waitForEnd(job.id)).state).toBe('succeeded');
  const result = (await (await server.ask(`/v1/jobs/${job.id}/result`)).json()) as {
    tables: { files: { name: string }[] }[];
  };
  const paths: string[] = [];
  for (const file of result.tables.flatMap((each) => each.files)) {
    const target = path.join(folder, `${name}-${file.name.replaceAll('/', '-')}`);
    const answer = await server.ask(`/v1/jobs/${job.id}/files/${file.name}`);
    writeFileSync(target, new Uint8Array(await answer.arrayBuffer()));
    paths.push(target);
  }
  return paths;
}

describe.each(['versitygw', 'minio'] as const)('files of jobs on %s', (name) => {
  const reason = engineSkipReason(name);
  const suite = it.skipIf(reason !== undefined);
  let engine: S3Engine;
  let proxy: CountingS3Proxy;
  let onS3: RunningServer;
  let onFolder: RunningServer;

  beforeAll(async () => {
    if (reason !== undefined) return;
    engine = await SERVERS[name]();
    proxy = await startCountingS3Proxy(engine.endpoint);
    const { bucket, accessKeyId, secretAccessKey } = engine;
    onFolder = await startEmbeddedServer();
    onS3 = await startEmbeddedServer({
      storage: {
        s3_endpoint: proxy.endpoint,
        s3_bucket: bucket,
        s3_access_key_id: accessKeyId,
        s3_secret_access_key: secretAccessKey,
      },
    });
  });
  afterAll(async () => {
    await onS3?.stop();
    await onFolder?.stop();
    await proxy?.close();
    await engine?.close();
  });

  suite('have the content of those of a folder, which foreign readers find', async () => {
    const [file] = await makeFiles(onS3, SPEC, 's3');
    const counts = proxy.takeCounts();
    expect(counts.get('UploadPart')?.calls).toBe(3);
    expect(counts.has('UploadPartCopy')).toBe(false);
    const [expected] = await makeFiles(onFolder, SPEC, 'folder');
    expect((await digestFiles([file!])).total).toBe((await digestFiles([expected!])).total);
    const sql = 'SELECT count(*) AS rows, sum(id)::DOUBLE AS ids, count(DISTINCT email) AS emails FROM $1';
    expect(await queryDuckDb(sql, readFileSync(file!))).toEqual([
      { rows: BigInt(ROWS), ids: (ROWS * (ROWS - 1)) / 2, emails: BigInt(ROWS) },
    ]);
  });

  suite('have the bytes of those of a folder where parts are copied', async () => {
    const spec = { ...SPEC, output: { format: 'csv', chunk_rows: 64_000, split: { rows: 400_000 } } };
    proxy.takeCounts();
    const copied = await makeFiles(onS3, spec, 's3');
    expect(copied).toHaveLength(2);
    expect(proxy.takeCounts().get('UploadPartCopy')?.calls).toBeGreaterThan(10);
    const expected = await makeFiles(onFolder, spec, 'folder');
    for (const [i, file] of copied.entries()) expect(readFileSync(file).equals(readFileSync(expected[i]!))).toBe(true);
  });

  suite('have the bytes of those of a folder where parts are too small to be copied', async () => {
    const joined = await makeFiles(onS3, SMALL, 's3');
    const expected = await makeFiles(onFolder, SMALL, 'folder');
    expect(joined).toHaveLength(3);
    for (const [i, file] of joined.entries()) expect(readFileSync(file).equals(readFileSync(expected[i]!))).toBe(true);
  });

  suite('stay parts where parts are asked for', async () => {
    const spec = { ...SMALL, output: { format: 'csv', chunk_rows: 5_000, layout: 'parts' } };
    const parts = await makeFiles(onS3, spec, 's3');
    const expected = await makeFiles(onFolder, spec, 'folder');
    expect(parts).toHaveLength(13);
    for (const [i, file] of parts.entries()) expect(readFileSync(file).equals(readFileSync(expected[i]!))).toBe(true);
  });
});
