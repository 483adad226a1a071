import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type GatewayEmulator, type GatewayOptions, startGatewayEmulator } from '../support/gateway-emulator.ts';

const servers: Server[] = [];
const gateways: GatewayEmulator[] = [];
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close();
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server that notes what it gets and answers as told, otherwise `done`. */
async function startServer(answer: (response: ServerResponse, call: number) => void = (r) => r.end('done')) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    received.push({ method: request.method, url: request.url, headers: request.headers, body });
    server.emit('received');
    answer(response, received.length);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const untilReceived = async (count: number) => {
    while (received.length < count) await once(server, 'received');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, untilReceived };
}

async function startGateway(options: GatewayOptions): Promise<string> {
  const gateway = await startGatewayEmulator(options);
  gateways.push(gateway);
  return gateway.url;
}

const post = (url: string, body = '', headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers });

describe('the emulated gateway', () => {
  it('passes calls on without the prefix, and names them where the caller did not', async () => {
    const { url, received } = await startServer();
    const gateway = await startGateway({ functions: { chunk: url } });
    const answer = await post(`${gateway}/function/chunk.openfaas-fn/a/b?c=d`, 'body');
    expect([answer.status, await answer.text()]).toEqual([200, 'done']);
    const [{ method, url: path, headers, body }] = received as [Received];
    expect([method, path, body]).toEqual(['POST', '/a/b?c=d', 'body']);
    expect(headers['x-call-id']).toBe(answer.headers.get('x-call-id'));
    expect(headers['x-start-time']).toMatch(/^\d{19}$/);
    expect(headers['x-forwarded-host']).toBe(new URL(gateway).host);
    const named = await post(`${gateway}/function/chunk`, '', { 'x-call-id': 'mine' });
    expect([received[1]!.headers['x-call-id'], named.headers.get('x-call-id')]).toEqual(['mine', null]);
    expect(received[1]!.url).toBe('/');
  });

  it('knows no other functions, and none at all where there are more than fifteen', async () => {
    const { url } = await startServer();
    expect((await post(`${await startGateway({ functions: { chunk: url } })}/function/other`)).status).toBe(404);
    const functions = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`f${n}`, url]));
    expect((await post(`${await startGateway({ functions })}/function/f0`)).status).toBe(405);
  });

  it('answers a bare 502 when the function takes too long', async () => {
    const { url } = await startServer(() => undefined);
    const answer = await post(
      `${await startGateway({ functions: { chunk: url }, upstreamTimeoutMs: 20 })}/function/chunk`,
    );
    expect([answer.status, await answer.text()]).toEqual([502, '']);
  });

  it('cancels a call whose caller has gone', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const { url, untilReceived } = await startServer((response) => response.once('close', resolve));
    const leaving = new AbortController();
    const gateway = await startGateway({ functions: { chunk: url } });
    const call = fetch(`${gateway}/function/chunk`, { method: 'POST', signal: leaving.signal }).catch(() => 'gone');
    await untilReceived(1);
    leaving.abort();
    await closed;
    expect(await call).toBe('gone');
  });

  it('loses and doubles calls as told', async () => {
    const { url, received, untilReceived } = await startServer();
    const gateway = await startGateway({ functions: { chunk: url }, deliveries: (_name, call) => [0, 2][call] ?? 1 });
    expect((await post(`${gateway}/function/chunk`)).status).toBe(502);
    expect((await post(`${gateway}/function/chunk`)).status).toBe(200);
    await untilReceived(2);
    expect(received).toHaveLength(2);
  });
});

describe('a queued call', () => {
  it('is answered 202 with its id, made later with its path and headers, and its answer sent back once', async () => {
    const { url, received, untilReceived } = await startServer((response) => response.writeHead(500).end('failed'));
    const caller = await startServer();
    const gateway = await startGateway({ functions: { chunk: url } });
    const headers = { 'x-callback-url': `${caller.url}/back`, 'x-mine': 'kept' };
    const answer = await post(`${gateway}/async-function/chunk/path?q=1`, 'body', headers);
    expect(answer.status).toBe(202);
    await caller.untilReceived(1);
    const callId = answer.headers.get('x-call-id');
    expect(received).toMatchObject([{ method: 'POST', url: '/path?q=1', body: 'body' }]);
    expect(received[0]!.headers).toMatchObject({ 'x-mine': 'kept', 'x-call-id': callId });
    expect(caller.received).toMatchObject([{ url: '/back', body: 'failed' }]);
    expect(caller.received[0]!.headers).toMatchObject({
      'x-call-id': callId,
      'x-function-name': 'chunk',
      'x-function-status': '500',
    });
    // Failed, and yet done: the next one is made, not this one again.
    await post(`${gateway}/async-function/chunk/second`);
    await untilReceived(2);
    expect(received[1]!.url).toBe('/second');
  });

  it('is made alone: the next one waits for its end', async () => {
    const open: ServerResponse[] = [];
    const { url, received, untilReceived } = await startServer((response) => open.push(response));
    const gateway = await startGateway({ functions: { chunk: url } });
    for (const path of ['/1', '/2']) await post(`${gateway}/async-function/chunk${path}`);
    await untilReceived(1);
    expect(received).toHaveLength(1);
    open[0]!.end();
    await untilReceived(2);
    expect(received.map(({ url: path }) => path)).toEqual(['/1', '/2']);
    open[1]!.end();
  });

  it('is made again when it takes longer than its acknowledgement may', async () => {
    const { url, untilReceived } = await startServer((response, call) => {
      if (call > 1) response.end();
      else setTimeout(() => response.end(), 60);
    });
    const gateway = await startGateway({ functions: { chunk: url }, ackWaitMs: 20 });
    await post(`${gateway}/async-function/chunk`);
    await untilReceived(2);
  });

  it('of more than 256 kB is refused with 500', async () => {
    const { url } = await startServer();
    const gateway = await startGateway({ functions: { chunk: url } });
    expect((await post(`${gateway}/async-function/chunk`, 'x'.repeat(256_001))).status).toBe(500);
    expect((await post(`${gateway}/async-function/chunk`, 'x'.repeat(256_000))).status).toBe(202);
  });
});
