import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INTERNAL_SECRET } from '../support/function-process.ts';
import { json } from '../support/generate-server.ts';
import { RUNTIMES, runtimeSkipReason, startHosted } from '../support/hosted-function.ts';
import { type HostedStores, startHostedStores } from '../support/hosted-stores.ts';

let stores: HostedStores;
beforeAll(async () => {
  stores = await startHostedStores();
});
afterAll(() => stores.close());

describe.each(RUNTIMES)('a caller that leaves a function behind %s', (runtime) => {
  const skipReason = runtimeSkipReason(runtime);

  it.skipIf(skipReason)(`does not stop the work that it rang for ${skipReason ?? ''}`, async () => {
    const { jobs } = stores;
    const job = await stores.submit({ rows: 3_000_000, format: 'csv', chunk_rows: 1_000_000 });
    await using chunk = await startHosted(runtime, 'chunk', { env: stores.env, reaches: [stores.port] });
    const leaving = new AbortController();
    const headers = { 'x-tabular-internal': INTERNAL_SECRET };
    const ring = fetch(chunk.url, { method: 'POST', headers, signal: leaving.signal }).catch(() => 'gone');
    await stores.untilAtWork(job.id);
    leaving.abort();
    expect(await ring).toBe('gone');
    const isMade = async () => (await jobs.getJob('default', job.id)).steps[0]!.state === 'succeeded';
    while (!(await isMade())) await jobs.waitForEvents('default', job.id, 200);
    expect(await chunk.terminate()).toBe(0);
    expect((await jobs.readLoad()).leasedTasks).toBe(0);
    await jobs.cancelJob('default', job.id);
  });

  it.skipIf(skipReason)(`in the middle of an answer leaves its place to others ${skipReason ?? ''}`, async () => {
    const env = { TABULAR_SERVER_MAX_IN_FLIGHT: '1' };
    await using generate = await startHosted(runtime, 'generate', { env });
    const schema = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`c${n}`, 'string[60:80]']));
    const leaving = new AbortController();
    const large = json({ schema, num_records: 3_000, format: 'csv', seed: 1 });
    const answer = await fetch(`${generate.url}/generate`, { ...large, signal: leaving.signal });
    await answer.body!.getReader().read();
    leaving.abort();
    const small = () => fetch(`${generate.url}/generate`, json({ schema: { id: 'sequence' }, num_records: 1 }));
    let status = 0;
    do {
      const next = await small();
      await next.text();
      status = next.status;
    } while (status === 429);
    expect(status).toBe(200);
  });
});
