import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'container-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The entry of the embedded image beside its bundle, as the image lays them out. */
async function startEmbedded(env: Record<string, string>) {
  const entry = path.join(folder, 'start-embedded.mjs');
  cpSync('infra/container/start-embedded.mjs', entry);
  symlinkSync(path.resolve('dist'), path.join(folder, 'dist'));
  const child = spawn(process.execPath, [entry], {
    env: { PORT: '0', TABULAR_HOST: '0.0.0.0', TABULAR_DATA_DIR: path.join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let port = 0;
  for await (const line of createInterface(child.stdout)) {
    const { event, ...told } = JSON.parse(line);
    if (event !== 'server_started') continue;
    port = told.port;
    break;
  }
  child.stdout.resume();
  const asWhom = async (key: string) =>
    (await fetch(`http://127.0.0.1:${port}/v1/jobs`, { headers: { 'x-api-key': key } })).status;
  const stop = async () => {
    child.kill('SIGTERM');
    return (await exited)[0] as number | null;
  };
  return { asWhom, stop };
}

describe('the embedded container', () => {
  const keyFile = () => path.join(folder, 'data/api-key');

  it('makes an API key at its first start, for its user alone, and keeps it', async () => {
    const first = await startEmbedded({});
    const key = readFileSync(keyFile(), 'utf8').trim();
    expect(key).toMatch(/^[\w-]{43}$/);
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    expect(await first.asWhom(key)).toBe(200);
    expect(await first.asWhom('another-key-altogether')).toBe(401);
    expect(await first.stop()).toBe(0);
    rmSync(path.join(folder, 'dist'));
    const second = await startEmbedded({});
    expect(await second.asWhom(key)).toBe(200);
    expect(await second.stop()).toBe(0);
  });

  it('makes none where one is given, as a variable or as a file', async () => {
    mkdirSync(path.join(folder, 'secrets'));
    writeFileSync(path.join(folder, 'secrets/tabular-api-key'), 'a-key-from-a-file\n');
    const server = await startEmbedded({ TABULAR_SECRETS_DIR: path.join(folder, 'secrets') });
    expect(await server.asWhom('a-key-from-a-file')).toBe(200);
    expect(statSync(keyFile(), { throwIfNoEntry: false })).toBeUndefined();
    await server.stop();
  });
});

describe('the ring of a clock', () => {
  /** Rings a function that answers `status`; what it was asked, and the exit code. */
  async function ring(status: number) {
    const server = createServer((request, response) => {
      asked = { method: request.method, secret: request.headers['x-tabular-internal'] };
      response.writeHead(status).end('{}');
    });
    let asked: object | undefined;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const child = spawn(process.execPath, ['infra/container/ring-function.mjs', url, '5'], {
      env: { TABULAR_SECRETS_DIR: folder },
      stdio: 'ignore',
    });
    const [code] = await once(child, 'exit');
    server.close();
    return { asked, code };
  }

  it('shows the internal secret, and ends as the call ended', async () => {
    writeFileSync(path.join(folder, 'tabular-internal-secret'), 'only-among-functions\n');
    const asked = { method: 'POST', secret: 'only-among-functions' };
    expect(await ring(200)).toEqual({ asked, code: 0 });
    expect(await ring(503)).toEqual({ asked, code: 1 });
  });
});
