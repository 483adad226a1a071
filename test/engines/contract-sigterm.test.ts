import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ringAt } from '../support/function-process.ts';
import { holdRequest } from '../support/held-request.ts';
import { RUNTIMES, runtimeSkipReason, startHosted } from '../support/hosted-function.ts';
import { type HostedStores, startHostedStores } from '../support/hosted-stores.ts';

let stores: HostedStores;
beforeAll(async () => {
  stores = await startHostedStores();
});
afterAll(() => stores.close());

const SPEC = { schema: { id: 'sequence' }, num_records: 3, seed: 1 };
const eventsOf = (lines: readonly string[]) => lines.map((line) => JSON.parse(line).event);

describe.each(RUNTIMES)('SIGTERM to a function behind %s', (runtime) => {
  const skipReason = runtimeSkipReason(runtime);

  it.skipIf(skipReason)(`lets the request at work end, and the process with 0 ${skipReason ?? ''}`, async () => {
    await using generate = await startHosted(runtime, 'generate');
    const held = await holdRequest(`${generate.url}/generate`, SPEC);
    // Another request comes behind it: when that is answered, the first has arrived.
    expect((await fetch(`${generate.url}/health`)).status).toBe(200);
    const exited = generate.terminate();
    const { status, text } = await held.finish();
    expect([status, JSON.parse(text).data]).toEqual([200, [{ id: 0 }, { id: 1 }, { id: 2 }]]);
    expect(await exited).toBe(0);
    expect(eventsOf(generate.lines).slice(-2)).toEqual(['server_stopping', 'server_stopped']);
    expect(generate.notes.join('\n')).not.toContain('has terminated');
  });

  it.skipIf(skipReason)(`gives leases back and answers the ring ${skipReason ?? ''}`, async () => {
    const { jobs } = stores;
    const job = await stores.submit({ rows: 60_000_000, format: 'csv', chunk_rows: 1_000_000 });
    await using chunk = await startHosted(runtime, 'chunk', { env: stores.env, reaches: [stores.port] });
    const ring = ringAt(chunk.url);
    await stores.untilAtWork(job.id);
    expect(await chunk.terminate()).toBe(0);
    expect((await ring).status).toBe(200);
    expect((await jobs.readLoad()).leasedTasks).toBe(0);
    expect(chunk.notes.join('\n')).not.toContain('has terminated');
    await jobs.cancelJob('default', job.id);
  });
});
