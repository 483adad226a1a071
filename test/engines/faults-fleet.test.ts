import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Readiness } from '../../shared/contracts/health.ts';
import { Job } from '../../shared/contracts/job.ts';
import { knownRelease, readSchemaState } from '../../shared/database/migrate.ts';
import {
  engineSkipReason,
  type PostgresEngine,
  type S3Engine,
  startPostgres,
  startRedis,
  startVersitygw,
} from '../support/engines.ts';
import { addressVariables, type FaultStores, openFaultStores, sha256OfUndisturbed } from '../support/fault-stores.ts';
import { json } from '../support/generate-server.ts';
import { startS3Proxy } from '../support/s3-proxy.ts';
import { smallJob } from '../support/small-job.ts';
import { type FleetOptions, WorkerFleet } from '../support/worker-fleet.ts';
import type { WorkerProcess } from '../support/worker-process.ts';

const SKIP = engineSkipReason('postgres') ?? engineSkipReason('versitygw');
const TIMEOUT_MS = 180_000;
const FOUR = ['chunk', 'chunk', 'merge', 'tick'] as const;
/** A hundred chunks, of 50 kB and of 0.25 MB. */
const QUICK = smallJob({ rows: 200_000, format: 'csv', chunk_rows: 2_000 });
const LONG = smallJob({ rows: 1_000_000, format: 'csv', chunk_rows: 10_000 });
const OUTAGE_MS = 20_000;

describe.skipIf(SKIP !== undefined)(`a job of 100 chunks on four workers is whole ${SKIP ?? ''}`, () => {
  let postgres: PostgresEngine;
  let s3: S3Engine;
  let stores: FaultStores;
  let fleet: WorkerFleet;
  let jobId: string;
  const expected = new Map<typeof QUICK, string>();
  beforeAll(async () => {
    [postgres, s3] = await Promise.all([startPostgres(), startVersitygw()]);
    stores = await openFaultStores({ postgres, s3 });
    for (const job of [QUICK, LONG]) expected.set(job, await sha256OfUndisturbed(job));
  }, TIMEOUT_MS);
  afterEach(() => fleet.close());
  afterAll(async () => {
    await stores?.close();
    await Promise.all([postgres?.close(), s3?.close()]);
  });

  async function begin(job: typeof QUICK, options: Partial<FleetOptions> = {}): Promise<void> {
    fleet = await WorkerFleet.start({ stores, names: FOUR, ...options });
    jobId = await (options.stores ?? stores).submit(job);
  }

  async function requireWhole(job: typeof QUICK, describeFault: () => string): Promise<void> {
    const startMs = performance.now();
    await fleet.work(jobId);
    await stores.requireWhole(jobId, expected.get(job)!);
    process.stdout.write(`${describeFault()}: whole ${Math.round(performance.now() - startMs)} ms later\n`);
  }

  it(
    'when nothing happens',
    async () => {
      await begin(LONG);
      await requireWhole(LONG, () => 'nothing');
      expect(await fleet.close()).toEqual([0, 0, 0, 0]);
    },
    TIMEOUT_MS,
  );

  it(
    'when a random worker is killed every second',
    async () => {
      await begin(LONG);
      let kills = 0;
      const end = fleet.workUntilShare(jobId, 1);
      for (;;) {
        const isOver = await Promise.race([end.then(() => true), delay(1_000, false)]);
        if (isOver) break;
        await fleet.replace(Math.floor(Math.random() * FOUR.length));
        kills += 1;
      }
      expect(kills).toBeGreaterThan(0);
      await requireWhole(LONG, () => `${kills} kills`);
    },
    TIMEOUT_MS,
  );

  it(
    'when PostgreSQL is stopped for 20 s',
    async () => {
      await begin(LONG);
      await fleet.workUntilShare(jobId, 0.2);
      await postgres.stop();
      await delay(OUTAGE_MS);
      await postgres.restart();
      expect((await stores.jobs.getJob('default', jobId)).ended_at).toBeNull();
      await requireWhole(LONG, () => 'PostgreSQL stopped');
    },
    TIMEOUT_MS,
  );

  it(
    'when S3 is stopped for 20 s',
    async () => {
      await begin(LONG);
      await fleet.workUntilShare(jobId, 0.2);
      await s3.stop();
      await delay(OUTAGE_MS);
      expect((await stores.jobs.getJob('default', jobId)).ended_at).toBeNull();
      await s3.restart();
      await requireWhole(LONG, () => 'S3 stopped');
    },
    TIMEOUT_MS,
  );

  it(
    'when S3 asks a third of the calls to slow down',
    async () => {
      let calls = 0;
      const slow = { status: 503, code: 'SlowDown' } as const;
      const proxy = await startS3Proxy(s3.endpoint, () => (++calls % 3 === 0 ? slow : 'pass'));
      await begin(QUICK, { optionsOf: () => ({ env: addressVariables(s3, proxy.endpoint) }) });
      await requireWhole(QUICK, () => `${Math.floor(calls / 3)} of ${calls} calls slowed down`);
      expect(calls).toBeGreaterThan(200);
      await proxy.close();
    },
    TIMEOUT_MS,
  );

  it.skipIf(engineSkipReason('redis') !== undefined)(
    'when Redis, behind the function that its client asks, is flushed and stopped',
    async () => {
      const redis = await startRedis();
      const client = new Redis(redis.url);
      const names = [...FOUR, 'generate'];
      fleet = await WorkerFleet.start({ stores, names, optionsOf: () => ({ env: { REDIS_URL: redis.url } }) });
      const ask = async (path: string, init?: RequestInit) => fetch((await fleet.workers[4]!.url) + path, init);
      const begun = await ask('/generate', json(QUICK.spec, { prefer: 'respond-async' }));
      expect(begun.status).toBe(202);
      jobId = Job.parse(await begun.json()).id;
      await fleet.workUntilShare(jobId, 0.2);
      await client.flushall();
      client.disconnect();
      await redis.stop();
      await fleet.work(jobId);
      expect((await ask(`/v1/jobs/${jobId}/result`)).status).toBe(200);
      expect(Readiness.parse(await (await ask('/ready')).json()).checks.cache?.status).toBe('degraded');
      await requireWhole(QUICK, () => 'Redis stopped');
      await redis.close();
    },
    TIMEOUT_MS,
  );

  it(
    'when every ring comes twice and a third of them never',
    async () => {
      await begin(QUICK, { deliveries: (ring) => (ring % 3 === 0 ? 0 : 2) });
      await requireWhole(QUICK, () => `${fleet.rings} rings`);
    },
    TIMEOUT_MS,
  );

  it(
    'when two coordinators work at once',
    async () => {
      const names = ['chunk', 'chunk', 'merge', 'merge', 'tick', 'tick'];
      await begin(QUICK, { names, deliveries: () => 2 });
      await requireWhole(QUICK, () => 'two of merge and of tick');
    },
    TIMEOUT_MS,
  );

  it.each(['chunk', 'tick'] as const)(
    'when the clock of one, a %s, is five minutes ahead',
    async (name) => {
      const preload = new URL('../support/shifted-clock.ts', import.meta.url).href;
      const ahead = FOUR.indexOf(name);
      await begin(QUICK, {
        optionsOf: (index) => ({ env: index === ahead ? { NODE_OPTIONS: `--import ${preload}` } : {} }),
      });
      await requireWhole(QUICK, () => `${name} ahead`);
      const [shifted, other] = [ahead, 2].map((index) => Date.parse(JSON.parse(fleet.workers[index]!.lines[0]!).time));
      expect(shifted! - other!).toBeGreaterThan(240_000);
    },
    TIMEOUT_MS,
  );

  it(
    'when one is frozen for longer than its leases last, and wakes when others have done its work',
    async () => {
      await begin(LONG);
      let frozen: WorkerProcess | undefined;
      await fleet.workUntil(async () => {
        const [one, other] = fleet.workers;
        frozen = (await freezeAtWork(one!)) ? one : (await freezeAtWork(other!)) ? other : undefined;
        return frozen !== undefined;
      });
      await fleet.work(jobId);
      frozen!.child.kill('SIGCONT');
      await expect.poll(() => frozen!.lines.join('\n'), { timeout: 30_000 }).toContain('lease_lost');
      await requireWhole(LONG, () => 'one frozen');
    },
    TIMEOUT_MS,
  );

  /** Stops a worker that holds leases; false when it holds none and goes on. */
  async function freezeAtWork({ child }: WorkerProcess): Promise<boolean> {
    const query = 'SELECT count(*) AS held FROM tasks WHERE lease_until IS NOT NULL AND lease_slot LIKE $1';
    child.kill('SIGSTOP');
    const [leases] = await stores.database.query<{ held: number }>(query, [`%:pid-${child.pid}`]);
    if (leases!.held > 0) return true;
    child.kill('SIGCONT');
    return false;
  }

  it(
    'when workers of this release and of the next run side by side',
    async () => {
      const both = await openFaultStores({ postgres, s3 }, 'both_releases');
      const program = (name: string) => ['test/support/next-release-function.ts', name];
      const names = ['chunk', 'chunk', 'merge', 'merge', 'tick', 'tick'];
      const optionsOf = (index: number) => (index % 2 === 0 ? {} : { program: program(names[index]!) });
      fleet = await WorkerFleet.start({ stores: both, names, optionsOf, deliveries: () => 2 });
      jobId = await both.submit(QUICK);
      await fleet.work(jobId);
      await both.requireWhole(jobId, expected.get(QUICK)!);
      expect((await readSchemaState(both.database)).release).toBe(knownRelease() + 1);
      expect(await fleet.close()).toEqual(names.map(() => 0));
      await both.close();
    },
    TIMEOUT_MS,
  );

  it('when its leftovers are counted: no object, no upload, no file of the store', async () => {
    expect(await stores.objects.list('t/')).toEqual([]);
    expect(await stores.objects.listUploads()).toEqual([]);
  });
});
