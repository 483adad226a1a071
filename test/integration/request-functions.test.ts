import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Readiness, Status } from '../../shared/contracts/health.ts';
import { Job } from '../../shared/contracts/job.ts';
import { JobList } from '../../shared/contracts/job-queries.ts';
import { type FunctionProcess, ringAt, startFunctionProcess } from '../support/function-process.ts';
import { json } from '../support/generate-server.ts';
import { POSTGRES_SKIP_REASON, type PostgresServer, startPostgresServer } from '../support/postgres-server.ts';

const SPEC = {
  name: 'clustered',
  schema: { id: 'sequence', n: 'double' },
  num_records: 60_000,
  seed: 3,
  format: 'csv',
};
const folder = mkdtempSync(join(tmpdir(), 'tabular-requests-'));
const processes: FunctionProcess[] = [];
let server: PostgresServer | undefined;
beforeAll(async () => {
  if (POSTGRES_SKIP_REASON === undefined) server = await startPostgresServer();
});
afterAll(async () => {
  for (const { child } of processes) child.kill('SIGKILL');
  await server?.close();
  rmSync(folder, { recursive: true });
});

async function start(name: string, env: Record<string, string> = {}): Promise<FunctionProcess> {
  const started = await startFunctionProcess(name, { TABULAR_DATA_DIR: folder, ...env });
  processes.push(started);
  return started;
}

const read = async (url: string) => (await fetch(url)).json();

describe.skipIf(POSTGRES_SKIP_REASON !== undefined)(
  `generate and operate functions on PostgreSQL ${POSTGRES_SKIP_REASON ?? ''}`,
  () => {
    it('make, list and serve a job that chunk and merge processes do, and tell how it goes', async () => {
      const env = { DATABASE_URL: server!.urlOf('postgres') };
      // Whichever is first makes the tables.
      const [operate, generate] = await Promise.all([start('operate', env), start('generate', env)]);
      for (const { url } of [operate, generate]) {
        expect(Readiness.parse(await read(`${url}/ready`)).overall_status).toBe('healthy');
      }
      const created = await fetch(`${generate.url}/generate`, json(SPEC));
      expect(created.status).toBe(202);
      const job = `${generate.url}${created.headers.get('location')}`;
      expect(Job.parse(await created.json()).state).toBe('queued');
      expect(Status.parse(await read(`${operate.url}/status`)).queue).toEqual({
        queued_jobs: 1,
        running_jobs: 0,
        waiting_tasks: 2,
      });
      for (const name of ['chunk', 'merge']) await ringAt((await start(name, env)).url);
      expect(Job.parse(await read(job)).state).toBe('succeeded');
      expect(JobList.parse(await read(`${generate.url}/v1/jobs?name=clustered`)).jobs).toHaveLength(1);
      const file = await (await fetch(`${job}/files/data.csv`)).text();
      const rows = await (await fetch(`${generate.url}/generate?stream=true&format=csv`, json(SPEC))).text();
      expect(file).toBe(rows);
      expect(Status.parse(await read(`${operate.url}/status`))).toMatchObject({
        queue: { queued_jobs: 0, running_jobs: 0, waiting_tasks: 0 },
        bytes: { datasets: expect.any(Number) },
      });
      const metrics = await (await fetch(`${operate.url}/metrics`)).text();
      expect(metrics).toContain('tabular_queue_depth_tasks 0');
      for (const { stop } of processes.splice(0)) expect(await stop()).toBe(0);
    });

    it('make jobs of schemas that a catalog process stores', async () => {
      const env = { DATABASE_URL: server!.urlOf('postgres') };
      const [catalog, generate] = await Promise.all([start('catalog', env), start('generate', env)]);
      expect(Readiness.parse(await read(`${catalog.url}/ready`)).overall_status).toBe('healthy');
      const stored = await fetch(`${catalog.url}/v1/schemas`, json({ name: 'clustered', spec: SPEC }));
      expect(stored.status).toBe(201);
      const created = await fetch(`${generate.url}/generate`, json({ schema_ref: 'clustered' }));
      expect(Job.parse(await created.json())).toMatchObject({ schema_name: 'clustered', schema_version: 1 });
      const template = await fetch(`${catalog.url}/v1/templates/bank/use`, json({ name: 'bank', scale: 0.01 }));
      expect(template.status).toBe(201);
      const rows = await fetch(`${generate.url}/generate`, json({ schema_ref: 'bank@1' }));
      expect(rows.headers.get('x-schema-ref')).toBe('bank@1');
      await rows.text();
      for (const { stop } of processes.splice(0)) expect(await stop()).toBe(0);
    });

    it('answer rows, and say what is missing, without a database', async () => {
      const [operate, generate] = await Promise.all([start('operate'), start('generate')]);
      for (const { url } of [operate, generate]) {
        expect(Readiness.parse(await read(`${url}/ready`)).checks.database.status).toBe('degraded');
      }
      expect((await fetch(`${generate.url}/generate`, json({ ...SPEC, num_records: 10 }))).status).toBe(200);
      expect((await fetch(`${generate.url}/generate`, json(SPEC))).status).toBe(503);
    });
  },
);
