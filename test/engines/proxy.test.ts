import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../scripts/engines/free-port.ts';
import { type ProxyTarget, renderProxyConfiguration } from '../../scripts/render/proxy-configuration.ts';
import { readStack } from '../../scripts/stack/read-stack.ts';
import { engineSkipReason, findProgram } from '../support/engines.ts';

const skipReason = engineSkipReason('nginx');

/** A server that says what it was asked; `answer` may do something else and then returns true. */
async function startFunction(name: string, answer: Answer = () => false): Promise<Server> {
  const server = createServer((request, response) => {
    if (answer(request, response)) return;
    const { method, url, headers } = request;
    response.end(JSON.stringify({ name, method, url, headers }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

const addressOf = (server: Server) => `127.0.0.1:${(server.address() as AddressInfo).port}`;

/** nginx with the rendered configuration, ready to answer. */
async function startProxy(target: Omit<ProxyTarget, 'port' | 'ringPort' | 'scratchFolder'>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'proxy-'));
  // Started by root, nginx works as another user.
  chmodSync(folder, 0o755);
  const [port, ringPort] = [await findFreePort(), await findFreePort()];
  const file = path.join(folder, 'nginx.conf');
  writeFileSync(file, renderProxyConfiguration(readStack(), { ...target, port, ringPort, scratchFolder: folder }));
  const options = ['-e', 'stderr', '-p', folder, '-c', file, '-g', 'daemon off;'];
  const child = spawn(findProgram('nginx'), options, { stdio: ['ignore', 'inherit', 'inherit'] });
  await answersAt(port, child);
  const close = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    rmSync(folder, { recursive: true });
  };
  return { url: `http://127.0.0.1:${port}`, rings: `http://127.0.0.1:${ringPort}`, close };
}

async function answersAt(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

describe.skipIf(skipReason)(`the proxy of a cluster ${skipReason ?? ''}`, () => {
  const servers = new Map<string, Server>();
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let chunkRuns: PromiseWithResolvers<string>;

  beforeAll(async () => {
    chunkRuns = Promise.withResolvers();
    const answers: Record<string, Answer> = {
      generate: streamEvents,
      chunk(_request, response) {
        // A request whose caller has left is at work all the same, until it says so.
        response.on('close', () => chunkRuns.resolve('closed early'));
        setTimeout(() => {
          chunkRuns.resolve('worked to its end');
          response.end();
        }, 300);
        return true;
      },
    };
    for (const { name } of readStack().functions)
      if (name !== 'merge') servers.set(name, await startFunction(name, answers[name]));
    const unused = await findFreePort();
    proxy = await startProxy({
      addressOf: (name) => (servers.has(name) ? addressOf(servers.get(name)!) : `127.0.0.1:${unused}`),
    });
  });
  afterAll(async () => {
    await proxy?.close();
    for (const server of servers.values()) server.close();
  });

  /** Two events; the second one only when the reader of the first says so. */
  let secondEvent: (() => void) | undefined;
  function streamEvents({ url }: IncomingMessage, response: ServerResponse): boolean {
    if (url === '/v1/next') {
      secondEvent?.();
      response.end();
      return true;
    }
    if (url !== '/v1/events') return false;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
    secondEvent = () => response.end('data: 2\n\n');
    return true;
  }

  it.each([
    ['/generate', 'generate'],
    ['/v1/jobs/job_1/files/a%2Fb%20c?part=1', 'generate'],
    ['/v1', 'generate'],
    ['/v1/schemas', 'catalog'],
    ['/v1/schemas/shop', 'catalog'],
    ['/v1/schemasx', 'generate'],
    ['/v1/templates/retail', 'catalog'],
    ['/tick', 'tick'],
    ['/health', 'operate'],
    ['/generated', 'operate'],
  ])('sends %s to %s, with the path as it came', async (target, name) => {
    const answer = await fetch(`${proxy.url}${target}`);
    expect(await answer.json()).toMatchObject({ name, url: target });
  });

  it('calls a function by its own name and tells it under which it was called', async () => {
    const answer = await fetch(`${proxy.url}/generate`, { headers: { traceparent: 'trace', 'x-api-key': 'key' } });
    const { headers } = (await answer.json()) as { headers: Record<string, string> };
    expect(headers).toMatchObject({
      host: addressOf(servers.get('generate')!),
      'x-forwarded-host': new URL(proxy.url).host,
      'x-forwarded-proto': 'http',
      traceparent: 'trace',
      'x-api-key': 'key',
    });
  });

  it('passes on the origin of foreign pages only, and nobody else as the clock', async () => {
    const foreign = { origin: 'https://elsewhere.example', 'x-connector': 'cron-connector', 'ce-type': 'ping' };
    const asked = await fetch(`${proxy.url}/generate`, { headers: foreign });
    const { headers } = (await asked.json()) as { headers: Record<string, string> };
    expect(headers['origin']).toBe('https://elsewhere.example');
    expect(headers).not.toHaveProperty('x-connector');
    expect(headers).not.toHaveProperty('ce-type');
    const own = await fetch(`${proxy.url}/generate`, { headers: { origin: proxy.url } });
    expect(((await own.json()) as { headers: object }).headers).not.toHaveProperty('origin');
  });

  it('passes on events as they come', async () => {
    const answer = await fetch(`${proxy.url}/v1/events`);
    const reader = answer.body!.getReader();
    const read = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await read()).toBe('data: 1\n\n');
    await (await fetch(`${proxy.url}/v1/next`)).text();
    expect(await read()).toBe('data: 2\n\n');
  });

  it('refuses a body beyond the limit of the configuration, as a problem', async () => {
    const refused = await fetch(`${proxy.url}/generate`, { method: 'POST', body: new Uint8Array(16_777_217) });
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', request_id: expect.any(String) });
    const taken = await fetch(`${proxy.url}/generate`, { method: 'POST', body: new Uint8Array(16_777_216) });
    expect(taken.status).toBe(200);
  });

  it('rings functions on its other port, and says when one is not there', async () => {
    const answer = await fetch(`${proxy.rings}/function/tick`, { method: 'POST' });
    expect(await answer.json()).toMatchObject({ name: 'tick', method: 'POST', url: '/' });
    const missing = await fetch(`${proxy.rings}/function/merge`, { method: 'POST' });
    expect(missing.status).toBe(503);
    expect(missing.headers.get('retry-after')).toBe('2');
    expect(await missing.json()).toMatchObject({ code: 'FUNCTION_UNAVAILABLE' });
    const outside = await fetch(`${proxy.url}/function/chunk`, { method: 'POST' });
    expect(await outside.json()).toMatchObject({ name: 'operate' });
  });

  it('holds a ring open to its end when the caller has left', async () => {
    const left = fetch(`${proxy.rings}/function/chunk`, { method: 'POST', signal: AbortSignal.timeout(50) });
    await expect(left).rejects.toThrow();
    expect(await chunkRuns.promise).toBe('worked to its end');
  });
});

describe.skipIf(skipReason)(`the proxy before a gateway of OpenFaaS ${skipReason ?? ''}`, () => {
  it('puts the function before the path', async () => {
    const gateway = await startFunction('gateway');
    const proxy = await startProxy({
      addressOf: () => addressOf(gateway),
      prefixOf: (name) => `/function/${name}`,
    });
    const urlOf = async (target: string) =>
      ((await (await fetch(`${proxy.url}${target}`)).json()) as { url: string }).url;
    expect(await urlOf('/v1/schemas?limit=1')).toBe('/function/catalog/v1/schemas?limit=1');
    expect(await urlOf('/generate')).toBe('/function/generate/generate');
    expect(await urlOf('/')).toBe('/function/operate/');
    await proxy.close();
    gateway.close();
  });
});
