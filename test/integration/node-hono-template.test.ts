import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findFreePort } from '../../scripts/engines/free-port.ts';

const TEMPLATE = 'template/node-hono';

/** Answers when it is told to, so that a test decides when a request ends. */
const SLOW_HANDLER = `import { Hono } from 'hono';
const handler = new Hono();
const wait = Promise.withResolvers<void>();
const arrived = Promise.withResolvers<void>();
handler.get('/slow', async (c) => { arrived.resolve(); await wait.promise; return c.text('done'); });
handler.get('/arrived', async (c) => { await arrived.promise; return c.text('yes'); });
process.once('SIGTERM', () => setImmediate(() => wait.resolve()));
export default handler;
`;

/** The template as a build lays it out, served by Node alone; `handler` in the place of the sample. */
async function startTemplate(handler?: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'node-hono-'));
  cpSync(TEMPLATE, folder, { recursive: true });
  if (handler !== undefined) writeFileSync(path.join(folder, 'function/handler.ts'), handler);
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  const port = await findFreePort();
  const env = { ...process.env, PORT: String(port), HOST: '127.0.0.1' };
  const child = spawn(process.execPath, ['index.ts'], { cwd: folder, env, stdio: 'inherit' });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(`${url}/_/health`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
  const stop = async () => {
    child.kill('SIGTERM');
    const [code] = await exited;
    rmSync(folder, { recursive: true });
    return code as number | null;
  };
  return { url, child, stop };
}

describe('the template node-hono', () => {
  let running: Awaited<ReturnType<typeof startTemplate>> | undefined;
  afterEach(async () => {
    if (running?.child.exitCode === null) await running.stop();
  });

  it('has what faas-cli looks for', () => {
    expect(parse(readFileSync(`${TEMPLATE}/template.yml`, 'utf8'))).toEqual({
      language: 'node-hono',
      fprocess: 'node index.ts',
      welcome_message: expect.stringContaining('handler.ts'),
    });
    const dockerfile = readFileSync(`${TEMPLATE}/Dockerfile`, 'utf8');
    expect(dockerfile).toMatch(/^CMD \["fwatchdog"\]$/m);
    expect(dockerfile).toContain('upstream_url=http://127.0.0.1:3000');
  });

  it('serves the sample handler and probes', async () => {
    running = await startTemplate();
    const { url } = running;
    expect(await (await fetch(url)).json()).toEqual({ message: 'hello' });
    const posted = await fetch(url, { method: 'POST', body: '{"a":1}' });
    expect(await posted.json()).toEqual({ received: { a: 1 } });
    for (const probe of ['/_/health', '/_/ready']) expect((await fetch(`${url}${probe}`)).status).toBe(200);
  });

  it('ends a running request before it ends itself with 0 after SIGTERM', async () => {
    running = await startTemplate(SLOW_HANDLER);
    const { child, url } = running;
    const slow = fetch(`${url}/slow`);
    await fetch(`${url}/arrived`);
    const stopped = running.stop();
    expect(await (await slow).text()).toBe('done');
    expect(await stopped).toBe(0);
    expect(child.signalCode).toBeNull();
  });
});
