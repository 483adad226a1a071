import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { INTERNAL_SECRET, ringAt } from './function-process.ts';

/** A bundled function as a process that can die at any moment, also before it listens. */
export interface WorkerProcess {
  readonly name: string;
  readonly child: ChildProcess;
  /** Where it listens; undefined when it ended before. */
  readonly url: Promise<string | undefined>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** What it has logged. */
  readonly lines: readonly string[];
  /** Rings it; undefined when nobody answers. */
  ring(): Promise<Response | undefined>;
}

/** What a worker of a test is, beside its function's name. */
export interface WorkerOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Arguments of Node, instead of the function's bundle. */
  readonly program?: readonly string[];
}

/** One whose parent was killed would work on for ever. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export function startWorker(name: string, { env, program }: WorkerOptions): WorkerProcess {
  const child = spawn(process.execPath, [...(program ?? [`dist/${name}/index.mjs`])], {
    env: { PORT: '0', TABULAR_INTERNAL_SECRET: INTERNAL_SECRET, TABULAR_GENERATION_PARALLEL_WORKERS: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const ended = once(child, 'exit').then(([code, signal]) => {
    running.delete(child);
    return signal ?? code;
  });
  const lines: string[] = [];
  const url = new Promise<string | undefined>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const { event, host, port } = JSON.parse(line);
      if (event === 'server_started') resolve(`http://${host}:${port}`);
    });
    void ended.then(() => resolve(undefined));
  });
  const ring = async () => {
    const address = await url;
    return address === undefined ? undefined : ringAt(address).catch(() => undefined);
  };
  return { name, child, url, ended, lines, ring };
}
