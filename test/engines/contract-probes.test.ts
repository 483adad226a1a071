import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ringAt } from '../support/function-process.ts';
import { json } from '../support/generate-server.ts';
import { RUNTIMES, runtimeSkipReason, startHosted } from '../support/hosted-function.ts';
import { type HostedStores, startHostedStores } from '../support/hosted-stores.ts';

/** What platforms allow a probe, and how many may fail before they restart a container. */
const PROBE_MS = 1_000;
const MISSES_MAX = 2;

let stores: HostedStores;
beforeAll(async () => {
  stores = await startHostedStores();
});
afterAll(() => stores.close());

/** Asks again and again until the work ends; answers how often, and the most misses in a row. */
async function probeDuring(url: string, work: Promise<unknown>): Promise<{ probes: number; missesInRow: number }> {
  const seen = { probes: 0, missesInRow: 0 };
  let misses = 0;
  let isOver = false;
  work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const isAnswered = await fetch(`${url}/health`, { signal: AbortSignal.timeout(PROBE_MS) }).then(
      async (response) => (await response.text()).includes('healthy'),
      () => false,
    );
    seen.probes += 1;
    misses = isAnswered ? 0 : misses + 1;
    seen.missesInRow = Math.max(seen.missesInRow, misses);
  }
  return seen;
}

describe.each(RUNTIMES)('a function behind %s', (runtime) => {
  const skipReason = runtimeSkipReason(runtime);

  it.skipIf(skipReason)(`listens on PORT and answers every probe ${skipReason ?? ''}`, async () => {
    const env = { ...stores.env, PORT: '3000' };
    await using merge = await startHosted(runtime, 'merge', { env, reaches: [stores.port] });
    for (const path of ['/health', '/ready', '/_/health', '/_/ready'])
      expect([path, (await fetch(merge.url + path)).status]).toEqual([path, 200]);
    expect(await (await fetch(`${merge.url}/health`)).json()).toMatchObject({ status: 'healthy' });
    expect(await (await fetch(`${merge.url}/ready`)).json()).toMatchObject({
      checks: { database: { status: 'healthy' } },
    });
    expect(JSON.parse(merge.lines[0]!)).toMatchObject({ event: 'server_started', port: 3_000 });
  });

  it.skipIf(skipReason)(`is healthy while it generates chunks ${skipReason ?? ''}`, async () => {
    await stores.submit({ rows: 3_000_000, format: 'csv', chunk_rows: 1_000_000 });
    await using chunk = await startHosted(runtime, 'chunk', { env: stores.env, reaches: [stores.port] });
    const ring = ringAt(chunk.url).then((response) => response.json());
    const { probes, missesInRow } = await probeDuring(chunk.url, ring);
    expect(await ring).toEqual({ ended_tasks: 3 });
    expect(probes).toBeGreaterThan(10);
    expect(missesInRow).toBeLessThanOrEqual(MISSES_MAX);
  });

  it.skipIf(skipReason)(`is healthy while it answers rows ${skipReason ?? ''}`, async () => {
    await using generate = await startHosted(runtime, 'generate');
    const schema = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`c${n}`, 'double']));
    const spec = { schema, num_records: 20_000, seed: 1 };
    const ask = async () => (await fetch(`${generate.url}/generate`, json(spec))).text();
    const { missesInRow } = await probeDuring(generate.url, Promise.all(Array.from({ length: 6 }, ask)));
    expect(missesInRow).toBeLessThanOrEqual(MISSES_MAX);
  });
});
