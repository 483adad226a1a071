import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLocalJob } from '../../scripts/tabular/local-job.ts';
import { datasetIdOf } from '../../shared/contracts/dataset-id.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPostgresDatabase } from '../../shared/database/postgres-database.ts';
import { createJobStore } from '../../shared/jobs/create-job-store.ts';
import { datasetFileKey } from '../../shared/objects/object-keys.ts';
import { INTERNAL_SECRET, ringAt } from '../support/function-process.ts';
import { POSTGRES_SKIP_REASON, type PostgresServer, startPostgresServer } from '../support/postgres-server.ts';
import { smallJob } from '../support/small-job.ts';

const folder = mkdtempSync(join(tmpdir(), 'tabular-functions-'));
const processes: ChildProcess[] = [];
let server: PostgresServer | undefined;
beforeAll(async () => {
  if (POSTGRES_SKIP_REASON === undefined) server = await startPostgresServer();
});
afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL');
  await server?.close();
  rmSync(folder, { recursive: true });
});

/** Starts a function as its process and answers its address, which its first line in the log tells. */
async function startFunction(name: string, env: Record<string, string>): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [`functions/${name}/index.ts`], {
    env: {
      ...process.env,
      PORT: '0',
      TABULAR_DATA_DIR: folder,
      TABULAR_GENERATION_PARALLEL_WORKERS: '1',
      TABULAR_INTERNAL_SECRET: INTERNAL_SECRET,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  processes.push(child);
  for await (const line of createInterface(child.stdout)) {
    const { event, host, port } = JSON.parse(line);
    if (event === 'server_started') return { url: `http://${host}:${port}`, child };
  }
  throw new Error(`${name} did not start`);
}

const ring = async (url: string) => (await ringAt(url)).json();

describe.skipIf(POSTGRES_SKIP_REASON !== undefined)(
  `chunk, merge and tick functions ${POSTGRES_SKIP_REASON ?? ''}`,
  () => {
    it('finish a job between them, each at its doorbell, and stop when told', async () => {
      const url = server!.urlOf('postgres');
      const database = await createPostgresDatabase(url);
      try {
        await migrate(database);
        const jobs = createJobStore(database);
        const { job } = await jobs.createJob(smallJob({ rows: 50_000, format: 'parquet', chunk_rows: 5_000 }));
        const [chunk, merge] = await Promise.all([
          startFunction('chunk', { DATABASE_URL: url }),
          startFunction('merge', { DATABASE_URL: url }),
        ]);
        for (const { url: address } of [chunk, merge]) {
          expect((await (await fetch(`${address}/health`)).json()).status).toBe('healthy');
          expect((await (await fetch(`${address}/ready`)).json()).overall_status).toBe('healthy');
        }
        expect(await ring(chunk.url)).toEqual({ ended_tasks: 10 });
        expect(await ring(chunk.url)).toEqual({ ended_tasks: 0 });
        expect((await jobs.getJob('default', job.id)).steps.map(({ state }) => state)).toEqual([
          'succeeded',
          'running',
        ]);
        expect(await ring(merge.url)).toEqual({ ended_tasks: 1 });
        expect((await jobs.getJob('default', job.id)).state).toBe('succeeded');
        expect((await jobs.getManifest('default', job.id)).tables[0]!.files[0]!.num_records).toBe(50_000);
        for (const { child } of [chunk, merge]) {
          child.kill('SIGTERM');
          expect((await once(child, 'exit'))[0]).toBe(0);
        }
      } finally {
        await database.close();
      }
    });

    it('chunk rings merge where it knows an address', async () => {
      const gateway = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
      await once(gateway, 'listening');
      const { port } = gateway.address() as AddressInfo;
      const env = { TABULAR_PROCESSING_FUNCTIONS_URL: `http://127.0.0.1:${port}/function` };
      const chunk = await startFunction('chunk', { DATABASE_URL: server!.urlOf('postgres'), ...env });
      const rung = once(gateway, 'request');
      await ring(chunk.url);
      const [request] = await rung;
      expect([request.method, request.url]).toEqual(['POST', '/function/merge']);
      gateway.closeAllConnections();
      gateway.close();
    });

    it('chunk rings merge as soon as a job can be merged, whatever else it works on', async () => {
      const database = await createPostgresDatabase(server!.urlOf('postgres'));
      const rings = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
      try {
        await once(rings, 'listening');
        await migrate(database);
        const jobs = createJobStore(database);
        const { job: small } = await jobs.createJob(smallJob({ rows: 100, format: 'csv' }));
        const { job: large } = await jobs.createJob(
          smallJob({ rows: 60_000_000, format: 'csv', chunk_rows: 1_000_000 }),
        );
        const { port } = rings.address() as AddressInfo;
        const chunk = await startFunction('chunk', {
          DATABASE_URL: server!.urlOf('postgres'),
          TABULAR_PROCESSING_FUNCTIONS_URL: `http://127.0.0.1:${port}`,
          TABULAR_PROCESSING_RUN_MODE: 'background',
        });
        const merging = new Promise((resolve) => {
          rings.on('request', ({ url }) => url === '/merge' && resolve(url));
        });
        await ringAt(chunk.url);
        await merging;
        expect((await jobs.getJob('default', large.id)).steps[0]!.state).toBe('running');
        chunk.child.kill('SIGTERM');
        await once(chunk.child, 'exit');
        for (const { id } of [small, large]) await jobs.cancelJob('default', id);
      } finally {
        rings.closeAllConnections();
        rings.close();
        await database.close();
      }
    });

    it('tick finishes jobs alone, with the same bytes that a local run makes', async () => {
      const url = server!.urlOf('postgres');
      const database = await createPostgresDatabase(url);
      try {
        await migrate(database);
        const jobs = createJobStore(database);
        const wanted = smallJob({ rows: 50_000, format: 'parquet', chunk_rows: 5_000 });
        const { job } = await jobs.createJob(wanted);
        const { job: small } = await jobs.createJob(smallJob({ rows: 100, format: 'csv', layout: 'parts' }));
        const tick = await startFunction('tick', { DATABASE_URL: url });
        const report = await ring(`${tick.url}/tick`);
        expect(report).toMatchObject({ expired_leases: 0, stalled_jobs: 0, retired_jobs: 0 });
        for (const { id } of [job, small]) expect((await jobs.getJob('default', id)).state).toBe('succeeded');
        expect(await ring(tick.url)).toMatchObject({ ended_tasks: 0 });
        const outputPath = join(folder, 'local.parquet');
        await runLocalJob({ ...wanted, outputPath, workers: 1 });
        const file = join(folder, 'objects', datasetFileKey('default', datasetIdOf(job.id), 'data.parquet'));
        expect(readFileSync(file).equals(readFileSync(outputPath))).toBe(true);
        tick.child.kill('SIGTERM');
        expect((await once(tick.child, 'exit'))[0]).toBe(0);
      } finally {
        await database.close();
      }
    });

    it('tick gives its leases back when it is told to stop at work', async () => {
      const url = server!.urlOf('postgres');
      const database = await createPostgresDatabase(url);
      try {
        await migrate(database);
        const jobs = createJobStore(database);
        const { job } = await jobs.createJob(smallJob({ rows: 40_000_000, format: 'csv', chunk_rows: 1_000_000 }));
        const tick = await startFunction('tick', { DATABASE_URL: url });
        const answer = ring(tick.url).catch(() => undefined);
        while ((await jobs.readLoad()).leasedTasks === 0) await jobs.waitForEvents('default', job.id, 1_000);
        tick.child.kill('SIGTERM');
        expect((await once(tick.child, 'exit'))[0]).toBe(0);
        await answer;
        expect((await jobs.readLoad()).leasedTasks).toBe(0);
        await jobs.cancelJob('default', job.id);
      } finally {
        await database.close();
      }
    });

    it('chunk answers 202 and works on where nobody keeps requests open', async () => {
      const database = await createPostgresDatabase(server!.urlOf('postgres'));
      try {
        await migrate(database);
        const jobs = createJobStore(database);
        const { job } = await jobs.createJob(smallJob({ rows: 5_000, format: 'csv', chunk_rows: 1_000 }));
        const env = { DATABASE_URL: server!.urlOf('postgres'), TABULAR_PROCESSING_RUN_MODE: 'background' };
        const chunk = await startFunction('chunk', env);
        const answer = await ringAt(chunk.url);
        expect([answer.status, await answer.text()]).toEqual([202, '']);
        const isMade = async () => (await jobs.getJob('default', job.id)).steps[0]!.state === 'succeeded';
        while (!(await isMade())) await jobs.waitForEvents('default', job.id, 1_000);
        await jobs.cancelJob('default', job.id);
      } finally {
        await database.close();
      }
    });

    it.each(['catalog', 'chunk', 'merge', 'tick'])('%s refuses to start without a database', async (name) => {
      const child = spawn(process.execPath, [`functions/${name}/index.ts`], {
        env: { ...process.env, DATABASE_URL: '', TABULAR_DATA_DIR: folder },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      processes.push(child);
      let message = '';
      child.stderr.on('data', (text) => {
        message += text;
      });
      expect((await once(child, 'close'))[0]).toBe(1);
      expect(message).toContain('DATABASE_URL');
    });
  },
);
