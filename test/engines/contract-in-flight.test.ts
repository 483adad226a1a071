import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ringAt } from '../support/function-process.ts';
import { json } from '../support/generate-server.ts';
import { holdRequest } from '../support/held-request.ts';
import { type HostedFunction, RUNTIMES, runtimeSkipReason, startHosted } from '../support/hosted-function.ts';
import { type HostedStores, startHostedStores } from '../support/hosted-stores.ts';

const SPEC = { schema: { id: 'sequence' }, num_records: 3, seed: 1 };
const POLL_MS = 10;

/** Asks until requests that were begun have arrived and the answer is 429. */
async function untilRefused({ url }: HostedFunction): Promise<Response> {
  for (;;) {
    const answer = await fetch(`${url}/generate`, json(SPEC));
    if (answer.status === 429) return answer;
    await answer.body?.cancel();
    await delay(POLL_MS);
  }
}

let stores: HostedStores;
beforeAll(async () => {
  stores = await startHostedStores();
});
afterAll(() => stores.close());

describe.each(RUNTIMES)('a function behind %s', (runtime) => {
  const skipReason = runtimeSkipReason(runtime);

  it.skipIf(skipReason)(
    `answers 429 over its limit, and takes on more when there is room ${skipReason ?? ''}`,
    async () => {
      const job = await stores.submit({ rows: 60_000_000, format: 'csv', chunk_rows: 1_000_000 });
      const env = { ...stores.env, TABULAR_SERVER_MAX_IN_FLIGHT: '2' };
      await using chunk = await startHosted(runtime, 'chunk', { env, reaches: [stores.port] });
      const rings = [1, 2, 3].map(() => ringAt(chunk.url));
      // Two of them are at work for as long as the job is.
      const refused = await Promise.race(rings);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
      expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
      expect((await fetch(`${chunk.url}/health`)).status).toBe(200);
      await stores.jobs.cancelJob('default', job.id);
      expect((await Promise.all(rings)).map(({ status }) => status).sort()).toEqual([200, 200, 429]);
      expect((await ringAt(chunk.url)).status).toBe(200);
    },
  );
});

const watchdogSkipReason = runtimeSkipReason('of-watchdog');
it.skipIf(watchdogSkipReason)(`of-watchdog answers 429 over its own limit ${watchdogSkipReason ?? ''}`, async () => {
  await using generate = await startHosted('of-watchdog', 'generate', { concurrency: 1 });
  const held = await holdRequest(`${generate.url}/generate`, SPEC);
  await (await untilRefused(generate)).body?.cancel();
  // Its own probe tells the platform to send requests elsewhere.
  expect((await fetch(`${generate.url}/_/ready`)).status).toBe(429);
  expect((await held.finish()).status).toBe(200);
});

const queueSkipReason = runtimeSkipReason('queue-proxy');
it.skipIf(queueSkipReason)(
  `queue-proxy lets requests over its limit wait their turn ${queueSkipReason ?? ''}`,
  async () => {
    await using generate = await startHosted('queue-proxy', 'generate', { concurrency: 1 });
    const held = await holdRequest(`${generate.url}/generate`, SPEC);
    const waiting = Promise.all(Array.from({ length: 4 }, () => fetch(`${generate.url}/generate`, json(SPEC))));
    expect((await held.finish()).status).toBe(200);
    expect((await waiting).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  },
);
