import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStack } from '../../scripts/stack/read-stack.ts';
import { routesOf } from '../../scripts/stack/routes.ts';
import { runLocalJob } from '../../scripts/tabular/local-job.ts';
import { datasetIdOf } from '../../shared/contracts/dataset-id.ts';
import { Job } from '../../shared/contracts/job.ts';
import { digestPath } from '../../shared/digest/digest-path.ts';
import { datasetFileKey } from '../../shared/objects/object-keys.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { INTERNAL_SECRET } from '../support/function-process.ts';
import { startGatewayEmulator } from '../support/gateway-emulator.ts';
import { json } from '../support/generate-server.ts';
import { type HostedFunction, type Runtime, runtimeSkipReason, startHosted } from '../support/hosted-function.ts';
import { type HostedStores, startHostedStores } from '../support/hosted-stores.ts';
import { startRouteProxy } from '../support/route-proxy.ts';

const SPEC = {
  schema: { id: 'sequence', age: 'integer[18:90]?', email: 'email', score: 'double' },
  num_records: 60_000,
  seed: 11,
  output: { format: 'parquet', chunk_rows: 3_000 },
};
const NAMES = ['generate', 'chunk', 'merge', 'tick'] as const;
const POLL_MS = 50;

/** A third is lost, every other one comes twice. */
const badly = (_name: string, ring: number): number => (ring % 3 === 0 ? 0 : 2);

let stores: HostedStores;
let expectedDigest: string;
beforeAll(async () => {
  stores = await startHostedStores();
  const planned = planJob(normaliseSpec(SPEC, { seed: 11 }));
  const { path } = await runLocalJob({ ...planned, outputPath: join(stores.folder, 'local.parquet'), workers: 1 });
  expectedDigest = (await digestPath(path)).total;
});
afterAll(() => stores.close());

interface Platform {
  /** Where a caller finds the API. */
  readonly base: string;
  /** Functions rung so far. */
  readonly rings: readonly string[];
  tick(): Promise<Response>;
  isFaulty: boolean;
  close(): Promise<void>;
}

/** The same functions behind both; only what stands before them and two settings differ. */
const PLATFORMS: Record<Runtime, (functions: Record<string, string>) => Promise<Platform & { readonly port: number }>> =
  {
    async 'of-watchdog'(functions) {
      const faults = { isFaulty: false };
      const deliveries = (name: string, call: number) =>
        faults.isFaulty && (name === 'chunk' || name === 'merge') ? badly(name, call) : 1;
      const gateway = await startGatewayEmulator({ functions, deliveries });
      const headers = { 'x-connector': 'cron-connector', 'x-topic': 'cron-function' };
      return Object.assign(faults, {
        base: `${gateway.url}/function/generate`,
        port: gateway.port,
        rings: gateway.calls,
        tick: () => fetch(`${gateway.url}/function/tick`, { method: 'POST', headers }),
        close: () => gateway.close(),
      });
    },
    async 'queue-proxy'(functions) {
      const faults = { isFaulty: false };
      const deliveries = (name: string, ring: number) => (faults.isFaulty ? badly(name, ring) : 1);
      const proxy = await startRouteProxy({ functions, routes: routesOf(readStack()), deliveries });
      const headers = { 'x-tabular-internal': INTERNAL_SECRET };
      return Object.assign(faults, {
        base: proxy.url,
        port: proxy.port,
        rings: proxy.rings,
        tick: () => fetch(`${proxy.url}/tick`, { method: 'POST', headers }),
        close: () => proxy.close(),
      });
    },
  };

const SETTINGS: Record<Runtime, Record<string, string>> = {
  'of-watchdog': {
    TABULAR_PROCESSING_RUN_MODE: 'background',
    TABULAR_SECURITY_TRUSTED_TRIGGERS: 'cron-connector',
  },
  'queue-proxy': { TABULAR_PROCESSING_RUN_MODE: 'inline' },
};

async function makeJob({ base }: Platform): Promise<string> {
  const response = await fetch(`${base}/generate`, json(SPEC, { prefer: 'respond-async' }));
  expect(response.status).toBe(202);
  return Job.parse(await response.json()).id;
}

/** The job at its end; `meanwhile` is done again and again until then. */
async function untilEnded({ base }: Platform, jobId: string, meanwhile: () => Promise<unknown>): Promise<Job> {
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

describe.each(['of-watchdog', 'queue-proxy'] as const)('functions behind %s', (runtime) => {
  const skipReason = runtimeSkipReason(runtime);
  const hosted: HostedFunction[] = [];
  const functions: Record<string, string> = {};
  let platform: Platform;

  beforeAll(async () => {
    if (skipReason !== undefined) return;
    const started = await PLATFORMS[runtime](functions);
    platform = started;
    const env = {
      ...stores.env,
      ...SETTINGS[runtime],
      TABULAR_PROCESSING_FUNCTIONS_URL: `http://{host}:${started.port}/function`,
    };
    for (const name of NAMES) {
      const isWorker = runtime === 'queue-proxy' && name !== 'generate';
      const options = { env, reaches: [stores.port, started.port], ...(isWorker && { concurrency: 1 }) };
      const one = await startHosted(runtime, name, options);
      hosted.push(one);
      functions[name] = one.url;
    }
  });
  afterAll(async () => {
    for (const one of hosted) await one[Symbol.asyncDispose]();
    await platform?.close();
  });

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
    expect(await Promise.all(hosted.map((one) => one.terminate()))).toEqual([0, 0, 0, 0]);
    for (const { lines } of hosted) expect(JSON.parse(lines.at(-1)!).event).toBe('server_stopped');
  });
});
