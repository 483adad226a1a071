import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Fetch } from '../../shared/http/create-fetch.ts';
import { type Listener, listen } from '../../shared/http/listen.ts';
import { startEmbeddedServer } from '../support/embedded-server.ts';
import { createTestServer, json, type TestServer, type TestServerOptions } from '../support/generate-server.ts';

const open: Listener[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close(0)));
});

async function startListener(
  options: TestServerOptions = {},
): Promise<{ server: TestServer; listener: Listener; base: string }> {
  const server = createTestServer(options);
  const listener = await listen({ fetch: server.fetch, host: '127.0.0.1', port: 0, requestTimeoutMs: 10_000 });
  open.push(listener);
  return { server, listener, base: `http://127.0.0.1:${listener.port}` };
}

/** Sends bytes and gives back all that comes until the server closes. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
    socket.end(bytes);
  });
}

/** Sends bytes, leaves the connection open, and gives back what comes first. */
function firstBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(bytes));
    socket.once('data', (chunk) => {
      resolve(String(chunk));
      socket.destroy();
    });
    socket.once('close', () => resolve('closed'));
  });
}

describe('the listener', () => {
  it('answers rows with their length, and keeps the connection', async () => {
    const { base } = await startListener();
    const spec = { schema: { id: 'sequence' }, num_records: 3 };
    const response = await fetch(`${base}/generate`, json(spec));
    const text = await response.text();
    expect(response.headers.get('content-length')).toBe(String(text.length));
    expect(JSON.parse(text).data).toEqual([{ id: 0 }, { id: 1 }, { id: 2 }]);
  });

  it('serves a hundred requests at once', async () => {
    const { base, server } = await startListener();
    const spec = { schema: { id: 'integer[1:1000]', name: 'string' }, num_records: 100 };
    const answers = await Promise.all(Array.from({ length: 100 }, () => fetch(`${base}/generate`, json(spec))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const seeds = await Promise.all(answers.map(async (answer) => (await answer.json()).seed));
    expect(new Set(seeds).size).toBe(100);
    expect(server.activeGenerations()).toBe(0);
  });

  it('answers 504 before it cuts a connection that was silent for longer', async () => {
    const timeoutMs = 50;
    const server = createTestServer({ config: { server: { request_timeout_seconds: timeoutMs / 1_000 } } });
    // A busy process begins with a request some time after its last byte.
    const fetch: Fetch = async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return server.fetch(request);
    };
    const listener = await listen({ fetch, host: '127.0.0.1', port: 0, requestTimeoutMs: timeoutMs });
    open.push(listener);
    const head =
      'POST /generate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n';
    expect(await firstBytes(listener.port, head)).toMatch(/^HTTP\/1\.1 504 /);
  });

  it('answers bytes that are no HTTP with a problem', async () => {
    const { listener } = await startListener();
    const answer = await exchange(listener.port, 'HELLO\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!).code).toBe('INVALID_REQUEST');
  });

  it('refuses a foreign Host and a body that claims to be too long', async () => {
    const { listener } = await startListener();
    const foreign = await exchange(
      listener.port,
      'GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    );
    expect(foreign).toMatch(/^HTTP\/1\.1 403/);
    const head =
      'POST /generate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n';
    expect(await exchange(listener.port, `${head}Content-Length: 99999999999\r\n\r\n{`)).toMatch(/^HTTP\/1\.1 413/);
  });

  it('reads bodies that come in chunks, up to the limit', async () => {
    const { listener } = await startListener({ config: { server: { body_limit_bytes: 1_024 } } });
    const head =
      'POST /generate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n';
    const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
    const parts = ['{"schema":{"id":', '"sequence"},"num_records":1}'];
    expect(await exchange(listener.port, `${head}${parts.map(chunk).join('')}0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200/);
    expect(await exchange(listener.port, `${head}${chunk('x'.repeat(2_000))}0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413/);
  });

  it('stops making rows when the client hangs up', async () => {
    const { server, base } = await startListener();
    const leave = new AbortController();
    const spec = { schema: { id: 'sequence', name: 'string' }, num_records: 10_000_000 };
    const response = await fetch(`${base}/generate?format=csv&stream=true`, { ...json(spec), signal: leave.signal });
    await response.body!.getReader().read();
    expect(server.activeGenerations()).toBe(1);
    leave.abort();
    while (server.activeGenerations() > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await (await fetch(`${base}/metrics`)).text()).toMatch(/generations_total\{[^}]*"cancelled"\} 1/);
  });

  it('lets running requests end before it closes, and takes no new ones', async () => {
    const { listener, base, server } = await startListener();
    const spec = {
      schema: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`c${i}`, 'long'])),
      num_records: 6_000,
    };
    const running = fetch(`${base}/generate`, json(spec));
    while (server.activeGenerations() === 0) await new Promise((resolve) => setImmediate(resolve));
    const closed = listener.close(30_000);
    expect((await (await running).json()).data).toHaveLength(6_000);
    await closed;
    await expect(fetch(`${base}/health`)).rejects.toThrow();
  });

  it('refuses an address that is taken', async () => {
    const { listener, server } = await startListener();
    const again = listen({ fetch: server.fetch, host: '127.0.0.1', port: listener.port, requestTimeoutMs: 1_000 });
    await expect(again).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
  });
});

describe('an embedded server that stops', () => {
  it('ends event streams with the time to come back after', async () => {
    const running = await startEmbeddedServer();
    const spec = {
      schema: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`c${i}`, 'double'])),
      num_records: 10_000_000,
    };
    const job = await running.makeJob(spec);
    const response = await running.ask(`/v1/jobs/${job.id}/events`);
    const reader = response.body!.getReader();
    const first = await reader.read();
    const stopped = running.stop();
    let text = new TextDecoder().decode(first.value);
    for (let next = await reader.read(); !next.done; next = await reader.read())
      text += new TextDecoder().decode(next.value);
    await stopped;
    expect(text).toMatch(/retry: \d+\n\n$/);
    expect(text).not.toContain('event: succeeded');
  });
});
