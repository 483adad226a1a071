import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ringAt } from '../support/function-process.ts';
import { RUNTIMES, runtimeSkipReason, startHosted } from '../support/hosted-function.ts';
import { type HostedStores, startHostedStores } from '../support/hosted-stores.ts';

let stores: HostedStores;
beforeAll(async () => {
  stores = await startHostedStores();
});
afterAll(() => stores.close());

describe.each(RUNTIMES)('a function behind %s', (runtime) => {
  const skipReason = runtimeSkipReason(runtime);

  it.skipIf(skipReason)(
    `answers 504 itself when the time is over, and goes on with its work ${skipReason ?? ''}`,
    async () => {
      const job = await stores.submit({ rows: 60_000_000, format: 'csv', chunk_rows: 1_000_000 });
      const env = { ...stores.env, TABULAR_SERVER_REQUEST_TIMEOUT_SECONDS: '0.5' };
      await using chunk = await startHosted(runtime, 'chunk', { env, reaches: [stores.port] });
      const answer = await ringAt(chunk.url);
      expect([answer.status, (await answer.json()).code]).toEqual([504, 'DEADLINE_EXCEEDED']);
      await stores.untilAtWork(job.id);
      expect((await fetch(`${chunk.url}/health`)).status).toBe(200);
      await stores.jobs.cancelJob('default', job.id);
    },
  );

  it.skipIf(skipReason)(`survives the 504 of the program before it ${skipReason ?? ''}`, async () => {
    const job = await stores.submit({ rows: 60_000_000, format: 'csv', chunk_rows: 1_000_000 });
    await using chunk = await startHosted(runtime, 'chunk', {
      env: stores.env,
      reaches: [stores.port],
      timeoutSeconds: 1,
    });
    const answer = await ringAt(chunk.url);
    expect(answer.status).toBe(504);
    expect(await answer.text()).not.toContain('DEADLINE_EXCEEDED');
    await stores.untilAtWork(job.id);
    expect((await fetch(`${chunk.url}/health`)).status).toBe(200);
    await stores.jobs.cancelJob('default', job.id);
  });
});
