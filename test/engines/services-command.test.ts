import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processStart } from '../../scripts/engines/process-identity.ts';
import { engineSkipReason, startRedis } from '../support/engines.ts';

const skipReason = engineSkipReason('redis');
/** Records lie below the working folder, so that ours are none of the developer's. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tabular-services-'));
});
afterAll(async () => {
  await runServices(['down']);
  rmSync(folder, { recursive: true });
});

async function runServices(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [resolve('scripts/engines/main.ts'), ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  let [output, notes] = ['', ''];
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    notes += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, output, notes };
}

describe('npm run services', () => {
  it.skipIf(skipReason)(`keeps a service up between commands until down ${skipReason ?? ''}`, async () => {
    const first = await runServices(['up', 'redis']);
    const [, url] = /^export REDIS_URL='(.+)'\n$/.exec(first.output) ?? [];
    const client = new Redis(url!, { retryStrategy: () => null });
    expect(await client.ping()).toBe('PONG');
    client.disconnect();

    const [again] = JSON.parse((await runServices(['up', 'redis', '--json'])).output);
    expect(again).toMatchObject({ name: 'redis', state: 'running already', variables: { REDIS_URL: url } });
    const status = await runServices(['status', 'redis']);
    expect(status.notes).toBe(`services: redis: running, ${again.source}, ${again.port}\n`);

    await runServices(['down', 'redis']);
    expect(processStart(again.pid)).toBeUndefined();
    expect((await runServices(['status', 'redis'])).notes).toContain('redis: available');
  });

  it.skipIf(skipReason)('starts nothing where the environment names an address that answers', async () => {
    const engine = await startRedis();
    const given = await runServices(['up', 'redis', '--json'], { REDIS_URL: engine.url });
    expect(JSON.parse(given.output)).toEqual([{ name: 'redis', source: 'environment', state: 'given', variables: {} }]);
    await engine.close();
    const started = await runServices(['up', 'redis', '--json'], { REDIS_URL: engine.url });
    expect(JSON.parse(started.output)[0].state).toBe('started');
  });

  it('refuses a name that it does not know with what it knows', async () => {
    const { code, notes } = await runServices(['up', 'mysql']);
    expect(code).toBe(2);
    expect(notes).toContain('names: postgres, postgres-15, redis');
  });
});
