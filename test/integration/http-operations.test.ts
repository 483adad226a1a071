import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startEmbeddedPlatform } from '../../scripts/tabular/embedded-platform.ts';
import { DatabaseHealth, DatabaseStats, Readiness } from '../../shared/contracts/health.ts';
import { METRICS } from '../../shared/telemetry/metric-catalogue.ts';
import { type RunningServer, startEmbeddedServer } from '../support/embedded-server.ts';
import { smallJob } from '../support/small-job.ts';

const SPEC = { schema: { id: 'sequence', secret: 'first_name' }, num_records: 20_000, seed: 5, format: 'csv' };
let running: RunningServer;

beforeAll(async () => {
  running = await startEmbeddedServer();
});
afterAll(() => running.stop());

/** `name{labels}` to its value. */
async function scrape(): Promise<Map<string, number>> {
  const text = await (await running.ask('/metrics')).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

describe('GET /metrics of the embedded server', () => {
  it('names every metric from the first scrape', async () => {
    const text = await (await running.ask('/metrics')).text();
    for (const name of Object.keys(METRICS)) expect(text).toContain(`# TYPE ${name} `);
  });

  it('moves as a job runs', async () => {
    const before = await scrape();
    const job = await running.makeJob({ ...SPEC, output: { chunk_rows: 5_000 } });
    await running.waitForEnd(job.id);
    const manifest = await (await running.ask(`/v1/jobs/${job.id}/result`)).json();
    // The last event is out a moment before the metrics are.
    const ended = 'tabular_generations_total{generator_type="tabular",status="succeeded"}';
    await expect.poll(async () => (await scrape()).get(ended)).toBe(before.get(ended)! + 1);
    const after = await scrape();
    const grown = (name: string) => after.get(name)! - before.get(name)!;
    expect(grown('tabular_records_generated_total')).toBe(20_000);
    // Each of the four parts has its header; the merged file has one.
    const headers = 3 * 'id,secret\r\n'.length;
    expect(grown('tabular_bytes_generated_total{format="csv"}')).toBe(manifest.tables[0].files[0].bytes + headers);
    expect(grown('tabular_chunk_duration_seconds_count')).toBe(4);
    expect(grown('tabular_chunk_duration_seconds_sum')).toBeGreaterThan(0);
    expect(grown('tabular_merge_duration_seconds_count')).toBe(1);
    expect(grown('tabular_task_attempts_total{step="chunk",status="completed"}')).toBe(4);
    expect(grown('tabular_task_attempts_total{step="merge",status="completed"}')).toBe(1);
    expect(grown('tabular_generation_duration_seconds_count{generator_type="tabular",data_size="small"}')).toBe(1);
    expect([after.get('tabular_queue_depth_tasks'), after.get('tabular_active_tasks')]).toEqual([0, 0]);
  });

  it('counts jobs that are cancelled, and leases that are taken back', async () => {
    const before = await scrape();
    const job = await running.makeJob({ ...SPEC, num_records: 10_000_000, output: { chunk_rows: 50_000 } });
    const { jobs } = running.server.platform;
    await vi.waitFor(async () => expect((await jobs.readLoad()).leasedTasks).toBeGreaterThan(0), { interval: 5 });
    const depth = (await scrape()).get('tabular_queue_depth_tasks');
    expect(depth).toBeGreaterThan(0);
    await jobs.expireAllLeases();
    await running.ask(`/v1/jobs/${job.id}/cancel`, { method: 'POST' });
    await running.waitForEnd(job.id);
    const cancelled = 'tabular_generations_total{generator_type="tabular",status="cancelled"}';
    await expect.poll(async () => (await scrape()).get(cancelled)).toBe(before.get(cancelled)! + 1);
    const expiries = 'tabular_lease_expiries_total';
    expect((await scrape()).get(expiries)).toBeGreaterThan(before.get(expiries)!);
  });
});

describe('the log', () => {
  it('ties a job to its request, tells its end, and holds no value of its rows', async () => {
    const job = await running.makeJob({ ...SPEC, name: 'logged' }, { 'x-request-id': 'from-caller' });
    await running.waitForEnd(job.id);
    const ofJob = () => running.log().filter((line) => line['job_id'] === job.id);
    await expect.poll(() => ofJob().map(({ event }) => event)).toContain('job_ended');
    await running.ask(`/v1/jobs/${job.id}`, { method: 'DELETE', headers: { 'x-request-id': 'deletion' } });
    expect(ofJob()[0]).toMatchObject({ event: 'job_created', request_id: 'from-caller', num_records: 20_000 });
    expect(ofJob()).toContainEqual(expect.objectContaining({ event: 'job_ended', state: 'succeeded' }));
    expect(ofJob().at(-1)).toMatchObject({ event: 'job_deleted', request_id: 'deletion' });
    const { data } = (await (
      await running.ask('/v1/preview', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(SPEC),
      })
    ).json()) as { data: { secret: string }[] };
    const log = JSON.stringify(running.log());
    for (const { secret } of data) expect(log).not.toContain(`"${secret}"`);
  });
});

describe('GET /ready of the embedded server', () => {
  it('is healthy while its loop and its threads work', async () => {
    const response = await running.ask('/ready');
    expect(response.status).toBe(200);
    expect(Readiness.parse(await response.json()).checks.processing).toMatchObject({ status: 'healthy', error: null });
  });

  it('asks the threads: without any that works nothing is processed', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'tabular-dead-'));
    const workerEntry = new URL('../support/dead-worker.ts', import.meta.url);
    const platform = await startEmbeddedPlatform({ dataFolder, workers: 1, workerEntry });
    try {
      await platform.submit(smallJob({ rows: 10 }));
      await vi.waitFor(() => expect(platform.checkProcessing).toThrow('worker threads have ended'));
    } finally {
      await platform.close();
      rmSync(dataFolder, { recursive: true });
    }
  });
});

describe('GET /v1/database of the embedded server', () => {
  it('tells how the database is and what it holds, in numbers only', async () => {
    const health = DatabaseHealth.parse(await (await running.ask('/v1/database/health')).json());
    expect(health).toMatchObject({ status: 'healthy', engine: 'pglite', role: 'primary', error: null });
    const stats = DatabaseStats.parse(await (await running.ask('/v1/database/stats')).json());
    expect(stats).toMatchObject({ engine: 'pglite', pool: { size: 1 } });
    expect(stats.tables.map(({ name }) => name)).toContain('tasks');
    expect(stats.bytes).toBeGreaterThan(0);
  });
});
