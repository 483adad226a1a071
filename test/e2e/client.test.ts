import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startEmbeddedServer } from '../support/embedded-server.ts';

const run = promisify(execFile);

/** Examples of docs/sdk.md in order, and what each prints. */
const PRINTED = [
  'true\n',
  'true true\ntrue true 5\n',
  'data.csv true\ntrue succeeded\n',
  'seed false\nstores,products,customers,orders,order_items true\n',
  '422 INVALID_SPEC schema.age.max schema.mail\n',
];

/** A project of somebody who has installed the package. */
const project = mkdtempSync(path.join(tmpdir(), 'tabular-sdk-'));
let running: RunningServer;
let page: Awaited<ReturnType<typeof servePage>>;

beforeAll(async () => {
  page = await servePage();
  running = await startEmbeddedServer({ server: { cors_origins: [page.origin] } });
  mkdirSync(path.join(project, 'node_modules'));
  symlinkSync(process.cwd(), path.join(project, 'node_modules', 'tabular'));
  writeFileSync(path.join(project, 'package.json'), '{ "type": "module" }');
  examples().forEach((example, index) => {
    writeFileSync(path.join(project, `example-${index}.ts`), example);
  });
});
afterAll(async () => {
  await running.stop();
  page.close();
  rmSync(project, { recursive: true, force: true });
});

function examples(): string[] {
  const blocks = [...readFileSync('docs/sdk.md', 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)];
  return blocks.map(([, example]) => example!.replaceAll('http://localhost:8000', running.base));
}

describe('the published client', () => {
  it('has types that stand on their own and fit every example', () => {
    const files = PRINTED.map((_printed, index) => `example-${index}.ts`);
    const settings = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom'];
    const tsc = path.resolve('node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, ...settings, '--types', '', ...files], {
      cwd: project,
      encoding: 'utf8',
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });

  it('does in Node what its page says', async () => {
    expect(examples()).toHaveLength(PRINTED.length);
    for (const [index, printed] of PRINTED.entries()) {
      const { stdout } = await run(process.execPath, [path.join(project, `example-${index}.ts`)], { cwd: project });
      expect(stdout).toBe(printed);
    }
  });

  const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find(
    (name) => spawnSync(name, ['--version']).status === 0,
  );
  it.skipIf(chromium === undefined)(
    'works in a page of another origin (skipped where there is no Chromium)',
    async () => {
      page.script = browserScript(running.base);
      const options = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
      const profile = `--user-data-dir=${path.join(project, 'profile')}`;
      const browser = spawn(chromium!, [...options, profile, page.origin], { stdio: 'ignore' });
      const ended = new Promise<string>((resolve) =>
        browser.once('exit', (code) => resolve(`Chromium ended: ${code}`)),
      );
      const told = await Promise.race([page.result, ended]);
      browser.kill();
      await ended;
      expect(told).toEqual({
        rows: 20_000,
        last: 19_999,
        state: 'succeeded',
        code: 'INVALID_SPEC',
        hasId: true,
      });
    },
  );

  it('is refused in a page of an origin that is not listed', async () => {
    const headers = { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' };
    const asked = await running.ask('/v1/generate', { method: 'OPTIONS', headers });
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });
});

/** What a page does with the client: rows as they come, a job to its end, an error with its request id. */
function browserScript(base: string): string {
  return `
    import { Tabular, TabularError } from '/client.mjs';
    const client = new Tabular({ baseUrl: ${JSON.stringify(base)} });
    const spec = { schema: { id: 'sequence' }, num_records: 20000, seed: 7 };
    const told = {};
    try {
      for await (const { id } of client.generate(spec).rows()) { told.rows = (told.rows ?? 0) + 1; told.last = id; }
      told.state = (await (await client.jobs.create(spec, { format: 'csv' })).wait()).state;
      await client.estimate({ schema: { id: 'nothing' }, num_records: 1 });
    } catch (error) {
      told.code = error instanceof TabularError ? error.code : String(error);
      told.hasId = error.requestId !== undefined;
    }
    await fetch('/result', { method: 'POST', body: JSON.stringify(told) });
  `;
}

/** A page on a port of its own, with the client as a file beside it; what its script posts is the result. */
async function servePage() {
  const { promise: result, resolve } = Promise.withResolvers<unknown>();
  const served = { script: '', origin: '', result, close: () => void server.close() };
  const server = createServer((request, response) => {
    if (request.url === '/client.mjs')
      response.setHeader('content-type', 'text/javascript').end(readFileSync('dist/client/index.mjs'));
    else if (request.url === '/result') {
      let body = '';
      request.on('data', (bytes) => {
        body += bytes;
      });
      request.on('end', () => {
        response.end();
        resolve(JSON.parse(body));
      });
    } else response.setHeader('content-type', 'text/html').end(`<script type="module">${served.script}</script>`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  served.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return served;
}
