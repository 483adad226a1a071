import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Check, Readiness } from '../../shared/contracts/health.ts';
import { type RunningServer, startEmbeddedServer } from '../support/embedded-server.ts';
import { engineSkipReason, type RedisEngine, startRedis } from '../support/engines.ts';
import { type FunctionProcess, startFunctionProcess } from '../support/function-process.ts';
import { json } from '../support/generate-server.ts';

const skipReason = engineSkipReason('redis');
/** More than what is kept in memory alone. */
const ROWS = { seed: 3, schema: { id: 'sequence', n: 'double', text: 'string' }, num_records: 5_000 };
const JOB = { ...ROWS, num_records: 400_000, output: { format: 'parquet', chunk_rows: 20_000 } };

let redis: RedisEngine;
let server: RunningServer;
const processes: FunctionProcess[] = [];
beforeAll(async () => {
  if (skipReason !== undefined) return;
  redis = await startRedis();
  server = await startEmbeddedServer({ redis: { url: redis.url } });
});
afterAll(async () => {
  for (const { child } of processes) child.kill('SIGKILL');
  await server?.stop();
  await redis?.close();
});

async function readCache(
  ask: (path: string) => Promise<Response>,
): Promise<{ status: number; cache: Check | undefined }> {
  const response = await ask('/ready');
  return { status: response.status, cache: Readiness.parse(await response.json()).checks.cache };
}

const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 50 });

describe.skipIf(skipReason !== undefined)(`a platform whose Redis is stopped ${skipReason ?? ''}`, () => {
  it('ends its jobs, answers the same rows, and is degraded until Redis is back', async () => {
    const text = async () => (await server.ask('/generate', json(ROWS, { 'cache-control': 'no-cache' }))).text();
    await until(async () => expect((await readCache(server.ask)).cache).toMatchObject({ status: 'healthy' }));
    const rows = await text();
    const job = await server.makeJob(JOB);
    await redis.stop();
    expect(await text()).toBe(rows);
    expect(await readCache(server.ask)).toMatchObject({ status: 200, cache: { status: 'degraded' } });
    expect(await server.waitForEnd(job.id)).toMatchObject({ state: 'succeeded', num_records: 400_000 });
    const result = `/v1/jobs/${job.id}/result`;
    expect((await server.ask(result)).status).toBe(200);
    await server.ask(`/v1/jobs/${job.id}`, { method: 'DELETE' });
    expect((await server.ask(result)).status).toBe(404);
    await redis.restart();
    await until(async () => expect((await readCache(server.ask)).cache).toMatchObject({ status: 'healthy' }));
    const events = server.log().map(({ event }) => event);
    expect(events.filter((event) => event.startsWith('cache_'))).toEqual([
      'cache_connected',
      'cache_unavailable',
      'cache_connected',
    ]);
    expect(events).not.toContain('request_failed');
  });
});

describe.skipIf(skipReason !== undefined)(`two bundled generate functions on one Redis ${skipReason ?? ''}`, () => {
  it('answer what the other one made, and one that starts later has it in memory', async () => {
    const start = async () => {
      const started = await startFunctionProcess('generate', { REDIS_URL: redis.url }, ['dist/generate/index.mjs']);
      processes.push(started);
      const ask = (path: string, init?: RequestInit) => fetch(started.url + path, init);
      await until(async () => expect((await readCache(ask)).cache).toMatchObject({ status: 'healthy' }));
      return { ...started, ask };
    };
    const levelOf = async ({ ask }: Pick<Awaited<ReturnType<typeof start>>, 'ask'>) => {
      const response = await ask('/generate', json(ROWS));
      return { level: response.headers.get('x-cache'), text: await response.text() };
    };
    const [one, other] = await Promise.all([start(), start()]);
    const made = await levelOf(one);
    expect(made.level).toBeNull();
    await until(async () => expect((await levelOf(other)).level).not.toBeNull());
    expect((await levelOf(other)).text).toBe(made.text);
    const third = await start();
    await until(async () => {
      const metrics = await (await third.ask('/metrics')).text();
      expect(Number(/tabular_cache_memory_bytes (\d+)/.exec(metrics)![1])).toBeGreaterThan(made.text.length);
    });
    expect((await levelOf(third)).level).toBe('memory');
    expect(await Promise.all([one, other, third].map(({ stop }) => stop()))).toEqual([0, 0, 0]);
  });
});
