import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INTERNAL_SECRET } from '../support/function-process.ts';
import { json } from '../support/generate-server.ts';
import { RUNTIMES, runtimeSkipReason, startHosted } from '../support/hosted-function.ts';
import { type HostedStores, startHostedStores } from '../support/hosted-stores.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALL = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01`, 'x-call-id': 'call-1', prefer: 'respond-async' };
const OURS = new RegExp(`^00-${TRACE_ID}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`);

let stores: HostedStores;
const others = createServer((_request, response) => response.end());
beforeAll(async () => {
  stores = await startHostedStores();
  others.listen(0, '127.0.0.1');
  await once(others, 'listening');
});
afterAll(async () => {
  others.close();
  others.closeAllConnections();
  await stores.close();
});

describe.each(RUNTIMES)('the trace of a request behind %s', (runtime) => {
  const skipReason = runtimeSkipReason(runtime);

  it.skipIf(skipReason)(`goes into the answer, the log and the function that is rung ${skipReason ?? ''}`, async () => {
    const { port } = others.address() as AddressInfo;
    const env = { ...stores.env, TABULAR_PROCESSING_FUNCTIONS_URL: `http://{host}:${port}/function` };
    await using generate = await startHosted(runtime, 'generate', { env, reaches: [stores.port, port] });
    const rung = once(others, 'request') as Promise<[IncomingMessage]>;
    const answer = await fetch(`${generate.url}/generate`, json({ schema: { id: 'sequence' }, num_records: 9 }, CALL));
    expect([answer.status, answer.headers.get('x-call-id')]).toEqual([202, 'call-1']);
    expect(answer.headers.get('traceparent')).toMatch(OURS);
    const [{ url, headers }] = await rung;
    expect([url, headers['x-call-id']]).toEqual(['/function/chunk', 'call-1']);
    expect(headers['traceparent']).toMatch(OURS);
    expect(headers['x-tabular-internal']).toBe(INTERNAL_SECRET);
    await generate.terminate();
    const created = generate.lines.map((line) => JSON.parse(line)).find(({ event }) => event === 'job_created');
    expect(created).toMatchObject({ trace_id: TRACE_ID, call_id: 'call-1', request_id: 'call-1' });
    await stores.jobs.cancelJob('default', created.job_id);
  });
});
