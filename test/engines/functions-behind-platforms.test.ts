import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLocalJob } from '../../scripts/tabular/local-job.ts';
import { datasetIdOf } from '../../shared/contracts/dataset-id.ts';
import { Job } from '../../shared/contracts/job.ts';
import { digestPath } from '../../shared/digest/digest-path.ts';
import { datasetFileKey } from '../../shared/objects/object-keys.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { json } from '../support/generate-server.ts';
import { RUNTIMES, runtimeSkipReason } from '../support/hosted-function.ts';
import { type HostedPlatform, startHostedPlatform } from '../support/hosted-platform.ts';
import { type HostedStores, startHostedStores } from '../support/hosted-stores.ts';

const SPEC = {
  schema: { id: 'sequence', age: 'integer[18:90]?', email: 'email', score: 'double' },
  num_records: 60_000,
  seed: 11,
  output: { format: 'parquet', chunk_rows: 3_000 },
};
const POLL_MS = 50;

let stores: HostedStores;
let expectedDigest: string;
beforeAll(async () => {
  stores = await startHostedStores();
  const planned = planJob(normaliseSpec(SPEC, { seed: 11 }));
  const { path } = await runLocalJob({ ...planned, outputPath: join(stores.folder, 'local.parquet'), workers: 1 });
  expectedDigest = (await digestPath(path)).total;
});
afterAll(() => stores.close());

async function makeJob({ base }: HostedPlatform): Promise<string> {
  const response = await fetch(`${base}/generate`, json(SPEC, { prefer: 'respond-async' }));
  expect(response.status).toBe(202);
  return Job.parse(await response.json()).id;
}

/** The job at its end; `meanwhile` is done again and again until then. */
async function untilEnded({ base }: HostedPlatform, jobId: string, meanwhile: () => Promise<unknown>): Promise<Job> {
  for (;;) {
    const job = Job.parse(await (await fetch(`${base}/v1/jobs/${jobId}`)).json());
    if (job.ended_at !== null) return job;
    await Promise.all([meanwhile(), delay(POLL_MS)]);
  }
}

async function expectWhole(job: Job): Promise<void> {
  expect([job.state, job.error]).toEqual(['succeeded', null]);
  const file = join(stores.folder, 'objects', datasetFileKey('default', datasetIdOf(job.id), 'data.parquet'));
  expect((await digestPath(file)).total).toBe(expectedDigest);
  expect((await stores.jobs.readLoad()).leasedTasks).toBe(0);
}

describe.each(RUNTIMES)('functions behind %s', (runtime) => {
  const skipReason = runtimeSkipReason(runtime);
  let platform: HostedPlatform;

  beforeAll(async () => {
    if (skipReason !== undefined) return;
    platform = await startHostedPlatform(runtime, stores);
  });
  afterAll(() => platform?.[Symbol.asyncDispose]());

  it.skipIf(skipReason)(
    `make a job by ringing each other, with the digest of a local run ${skipReason ?? ''}`,
    async () => {
      await expectWhole(await untilEnded(platform, await makeJob(platform), async () => undefined));
      expect(platform.rings).toContain('chunk');
      expect(platform.rings).toContain('merge');
      expect(platform.rings).not.toContain('tick');
    },
  );

  it.skipIf(skipReason)(
    `make the same when rings are lost and doubled, with cron to repair it ${skipReason ?? ''}`,
    async () => {
      platform.isFaulty = true;
      const jobs = [await makeJob(platform), await makeJob(platform)];
      const tick = async () => expect((await platform.tick()).status).toBe(200);
      for (const jobId of jobs) await expectWhole(await untilEnded(platform, jobId, tick));
    },
  );

  it.skipIf(skipReason)(`end with 0 when told to ${skipReason ?? ''}`, async () => {
    const { hosted } = platform;
    expect(await Promise.all(hosted.map((one) => one.terminate()))).toEqual([0, 0, 0, 0]);
    for (const { lines } of hosted) expect(JSON.parse(lines.at(-1)!).event).toBe('server_stopped');
  });
});
