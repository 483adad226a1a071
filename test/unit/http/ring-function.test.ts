import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRing, type RingConfig } from '../../../shared/http/ring-function.ts';
import { runInTrace, Trace } from '../../../shared/telemetry/trace.ts';
import { createTestLog } from '../../support/generate-server.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function startServer(): Promise<{ port: number; rung: Promise<[IncomingMessage, ServerResponse]> }> {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const rung = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
  return { port: (server.address() as AddressInfo).port, rung };
}

const ringAt = (functions_url: string | undefined, security: RingConfig['security'] = {}, lines: string[] = []) =>
  createRing({ processing: { functions_url }, security }, createTestLog(lines));

describe('a ring', () => {
  it('is a POST to the function below the address, on its way when it resolves, answered or not', async () => {
    const { port, rung } = await startServer();
    // No time passes for it: neither an answer nor patience ends it.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    await ringAt(`http://127.0.0.1:${port}/function`)('chunk');
    vi.useRealTimers();
    const [request] = await rung;
    expect([request.method, request.url]).toEqual(['POST', '/function/chunk']);
  });

  it('goes where {name} puts it', async () => {
    const { port, rung } = await startServer();
    await ringAt(`http://127.0.0.1:${port}/{name}/ring`)('merge');
    expect((await rung)[0].url).toBe('/merge/ring');
  });

  it('shows the internal secret, and the API key only where there is none', async () => {
    const security = { api_key: 'key', internal_secret: 'secret' };
    const first = await startServer();
    await ringAt(`http://127.0.0.1:${first.port}`, security)('chunk');
    const { headers } = (await first.rung)[0];
    expect([headers['x-tabular-internal'], headers['x-api-key']]).toEqual(['secret', undefined]);
    const second = await startServer();
    await ringAt(`http://127.0.0.1:${second.port}`, { api_key: 'key' })('chunk');
    expect((await second.rung)[0].headers['x-api-key']).toBe('key');
  });

  it('carries the trace and the call id of the request that led to it', async () => {
    const { port, rung } = await startServer();
    const trace = new Trace(new Headers({ 'x-call-id': 'call-1' }));
    await runInTrace(trace, () => ringAt(`http://127.0.0.1:${port}`)('chunk'));
    const { headers } = (await rung)[0];
    expect([headers['traceparent'], headers['x-call-id']]).toEqual([trace.headers['traceparent'], 'call-1']);
  });

  it('that is refused or lost is a line in the log', async () => {
    const { port, rung } = await startServer();
    const lines: string[] = [];
    await ringAt(`http://127.0.0.1:${port}`, {}, lines)('chunk');
    const [, response] = await rung;
    response.writeHead(401).end();
    while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
    // Nobody has ever listened on this port.
    await ringAt('http://127.0.0.1:1', {}, lines)('merge');
    const told = lines.map((line) => JSON.parse(line));
    expect(told).toMatchObject([
      { event: 'ring_lost', function: 'chunk', reason: 'status 401' },
      { event: 'ring_lost', function: 'merge', reason: 'ECONNREFUSED' },
    ]);
  });

  it('without an address does nothing', async () => {
    expect(await ringAt(undefined)('chunk')).toBeUndefined();
  });
});
