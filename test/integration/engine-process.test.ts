import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHome } from '../../scripts/engines/engine-home.ts';
import { EngineProcess, type Launch } from '../../scripts/engines/engine-process.ts';
import { processStart } from '../../scripts/engines/process-identity.ts';

/** A little engine: counts its starts in a file, says that it listens, and ends at SIGTERM. */
const PROGRAM = `
const { appendFileSync } = require('node:fs');
const server = require('node:net').createServer().listen(Number(process.argv[1]), '127.0.0.1');
server.on('listening', () => { appendFileSync('starts', 'x'); console.log('listening'); });
`;
const FAILING = `console.error('no room for data'); process.exit(3);`;
/** Takes no notice of SIGTERM. */
const STUBBORN = `process.on('SIGTERM', () => {}); ${PROGRAM}`;

const engines: EngineProcess[] = [];
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function launchOf(program: string): Promise<Launch> {
  return {
    name: 'little',
    folder: await createHome('little'),
    command: (port) => [process.execPath, '-e', program, String(port)],
    env: {},
    endSignal: 'SIGTERM',
    isReady: (_port, log) => log.includes('listening'),
    isDetached: false,
  };
}

async function startLittle(program = PROGRAM, options: Partial<Launch> = {}): Promise<EngineProcess> {
  const engine = await EngineProcess.start({ ...(await launchOf(program)), ...options });
  engines.push(engine);
  return engine;
}

describe('EngineProcess', () => {
  it('starts again on the same port with the same folder', async () => {
    const engine = await startLittle();
    const before = { port: engine.port, pid: engine.pid };
    await engine.stop();
    expect(processStart(before.pid)).toBeUndefined();
    await engine.restart();
    expect(engine.port).toBe(before.port);
    expect(engine.pid).not.toBe(before.pid);
    expect(readFileSync(join(engine.launch.folder, 'starts'), 'utf8')).toBe('xx');
  });

  it('leaves no process and no folder when closed, and may be closed twice', async () => {
    const engine = await startLittle();
    const { pid } = engine;
    await engine.close();
    await engine.close();
    expect(processStart(pid)).toBeUndefined();
    expect(existsSync(engine.launch.folder)).toBe(false);
  });

  it('kills what does not end when asked', async () => {
    const engine = await startLittle(STUBBORN, { endTimeoutMs: 50 });
    const { pid } = engine;
    await engine.close();
    expect(processStart(pid)).toBeUndefined();
  });

  it('takes another port when its own is taken first', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const launch = await launchOf(PROGRAM);
    let starts = 0;
    const command = (free: number) => launch.command(starts++ === 0 ? port : free);
    const engine = await EngineProcess.start({ ...launch, command });
    engines.push(engine);
    expect(starts).toBe(2);
    taken.close();
  });

  it('says how a program ended that never answered, and deletes its folder', async () => {
    const launch = await launchOf(FAILING);
    await expect(EngineProcess.start(launch)).rejects.toThrow('little ended with 3: no room for data');
    expect(existsSync(launch.folder)).toBe(false);
  });

  it('says which program cannot be run', async () => {
    const launch = { ...(await launchOf(PROGRAM)), command: () => ['/nowhere/program'] };
    await expect(EngineProcess.start(launch)).rejects.toThrow('spawn /nowhere/program ENOENT');
  });

  it('ends and is deleted when the process that started it is killed', async () => {
    const launch = await launchOf(PROGRAM);
    const starter = join(launch.folder, 'starter.ts');
    const url = pathToFileURL('scripts/engines/engine-process.ts');
    const given = { ...launch, name: 'orphan' };
    writeFileSync(
      starter,
      `import { EngineProcess } from '${url}';
       const engine = await EngineProcess.start({
         ...${JSON.stringify(given)},
         command: (port) => [process.execPath, '-e', ${JSON.stringify(PROGRAM)}, String(port)],
         isReady: (_port, log) => log.includes('listening'),
       });
       console.log(engine.pid);`,
    );
    const parent = spawn(process.execPath, [starter], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(parent);
    const [chunk] = await once(parent.stdout, 'data');
    const pid = Number(chunk);
    expect(processStart(pid)).toBeDefined();
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(processStart(pid)).toBeUndefined(), { timeout: 20_000 });
    await vi.waitFor(() => expect(existsSync(launch.folder)).toBe(false), { timeout: 20_000 });
  });
});
