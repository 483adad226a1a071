/** W1 of one million rows, made in every place that functions can run and files can lie: the same content everywhere. */
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { datasetIdOf } from '../../../shared/contracts/dataset-id.ts';
import { Job } from '../../../shared/contracts/job.ts';
import { TENANT_ID } from '../../../shared/contracts/tenant-id.ts';
import { digestPath } from '../../../shared/digest/digest-path.ts';
import { readDocument } from '../../../shared/documents/read-document.ts';
import { datasetFileKey } from '../../../shared/objects/object-keys.ts';
import type { ObjectStore } from '../../../shared/objects/object-store.ts';
import { RUNTIMES, type Runtime } from '../../../test/support/hosted-function.ts';
import { startHostedPlatform } from '../../../test/support/hosted-platform.ts';
import { startHostedStores } from '../../../test/support/hosted-stores.ts';
import { startEmbeddedPlatform } from '../../tabular/embedded-platform.ts';
import { type Bar, bar } from '../bar.ts';
import { isWhole, startFleet } from '../fleet.ts';
import { runJob } from '../run-job.ts';
import { type StoreName, startServedStores } from '../served-stores.ts';
import { createBenchFolder, readWorkload, W1_FILE } from '../workload.ts';

const ROWS = 1_000_000;
const FILE = 'w1.parquet';
const POLL_MS = 50;

export async function digestBars(): Promise<Bar[]> {
  const digests = new Map<string, string>([['embedded', await embeddedDigest()]]);
  for (const store of ['folder', 'versitygw', 'minio'] as const)
    digests.set(`PostgreSQL and ${store}`, await fleetDigest(store));
  for (const runtime of RUNTIMES) digests.set(`behind ${runtime}`, await hostedDigest(runtime));
  const [expected] = digests.values();
  const others = [...digests].filter(([, digest]) => digest !== expected).map(([place]) => place);
  return [
    bar({
      name: `W1, ${ROWS / 1e6} M rows: places of ${digests.size} with another digest than embedded`,
      must: 0,
      direction: 'atMost',
      measured: others.length,
      unit: 'failures',
      detail:
        others.length === 0 ? `${expected!.slice(0, 16)} in ${[...digests.keys()].join(', ')}` : others.join(', '),
    }),
  ];
}

async function embeddedDigest(): Promise<string> {
  const folder = createBenchFolder();
  const platform = await startEmbeddedPlatform({ dataFolder: join(folder.path, 'data'), workers: 2 });
  try {
    const { id } = await runJob(platform, readWorkload(W1_FILE, { rows: ROWS }));
    return await storedDigest(platform.objects, id);
  } finally {
    await platform.close();
    folder.remove();
  }
}

async function fleetDigest(store: StoreName): Promise<string> {
  const { postgres, bucket, folder, close } = await startServedStores(store);
  const fleet = await startFleet({ databaseUrl: postgres.url, dataFolder: folder, ...(bucket && { bucket }) });
  try {
    const id = await fleet.submit(readWorkload(W1_FILE, { rows: ROWS }));
    await fleet.workUntil(id, isWhole);
    return await storedDigest(fleet.objects, id);
  } finally {
    await fleet.close();
    await close();
  }
}

/** Asked for over HTTP; the functions ring each other. */
async function hostedDigest(runtime: Runtime): Promise<string> {
  const stores = await startHostedStores();
  try {
    await using platform = await startHostedPlatform(runtime, stores);
    const headers = { 'content-type': 'application/json', prefer: 'respond-async' };
    const answer = await fetch(`${platform.base}/generate`, { method: 'POST', headers, body: requestBody() });
    if (answer.status !== 202) throw new Error(`${runtime} answered ${answer.status}: ${await answer.text()}`);
    const { id } = Job.parse(await answer.json());
    for (;;) {
      const { state, error } = await stores.jobs.getJob(TENANT_ID, id);
      if (state === 'succeeded') return await storedDigest(stores.objects, id);
      if (state === 'failed') throw new Error(`the job failed behind ${runtime}: ${error?.code} ${error?.message}`);
      await sleep(POLL_MS);
    }
  } finally {
    await stores.close();
  }
}

function requestBody(): string {
  const document = readDocument(readFileSync(W1_FILE, 'utf8'), 'yaml') as { tables: { w1: object } };
  return JSON.stringify({ ...document, tables: { w1: { ...document.tables.w1, num_records: ROWS } } });
}

async function storedDigest(objects: ObjectStore, jobId: string): Promise<string> {
  const folder = createBenchFolder();
  try {
    const path = join(folder.path, FILE);
    const stored = objects.stream(datasetFileKey(TENANT_ID, datasetIdOf(jobId), FILE));
    await pipeline(Readable.from(stored, { objectMode: true }), createWriteStream(path));
    return (await digestPath(path)).total;
  } finally {
    folder.remove();
  }
}
