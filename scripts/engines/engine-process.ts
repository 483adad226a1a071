import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from './free-port.ts';
import { type Janitor, startJanitor } from './janitor.ts';

/** How one engine is started on a port. */
export interface Launch {
  readonly name: string;
  /** Everything it writes lies below; deleted at the end. */
  readonly folder: string;
  /** Program and arguments. */
  command(port: number): readonly string[];
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
  readonly endSignal: 'SIGTERM' | 'SIGQUIT';
  /** How long it may take to end before it is killed; 5 s unless given. */
  readonly endTimeoutMs?: number;
  readonly container?: { readonly client: string; readonly name: string } | undefined;
  /** Asked again and again while it starts, with what it has written since this start. */
  isReady(port: number, log: string): Promise<boolean> | boolean;
  /** True: it outlives this process, and who starts it keeps a record of it. */
  readonly isDetached: boolean;
}

const START_ATTEMPTS = 20;
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 20;
const END_TIMEOUT_MS = 5_000;
/** The port went to another process meanwhile, or the processes of a killed PostgreSQL are still ending. */
const TRY_AGAIN = /address already in use|still in use|EADDRINUSE/i;

/** One engine's process: started when made, ended by `close`. */
export class EngineProcess {
  readonly port: number;
  /** How it was started. */
  readonly launch: Launch;
  readonly #janitor: Janitor | undefined;
  #child: ChildProcess;

  private constructor(launch: Launch, started: { port: number; child: ChildProcess; janitor: Janitor | undefined }) {
    this.launch = launch;
    this.port = started.port;
    this.#child = started.child;
    this.#janitor = started.janitor;
  }

  /** Starts it on a free port and waits until it answers; an Error with the end of its log otherwise. */
  static async start(launch: Launch): Promise<EngineProcess> {
    const janitor = launch.isDetached ? undefined : startJanitor(launch);
    try {
      const { port, child } = await startReady(launch, janitor, findFreePort);
      return new EngineProcess(launch, { port, child, janitor });
    } catch (error) {
      janitor?.dismiss();
      await rm(launch.folder, { recursive: true, force: true });
      throw error;
    }
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Kills it at once, as a crash would; its data stays. */
  async stop(): Promise<void> {
    const { container } = this.launch;
    if (container !== undefined) spawnSync(container.client, ['rm', '-f', container.name]);
    await this.#end('SIGKILL');
  }

  /** Starts it again with the same data on the same port, killed before or not. */
  async restart(): Promise<void> {
    await this.stop();
    const { child } = await startReady(this.launch, this.#janitor, () => Promise.resolve(this.port));
    this.#child = child;
  }

  /** Ends it, by force after 5 s, and deletes its folder. A second call does nothing. */
  async close(): Promise<void> {
    await this.#end(this.launch.endSignal);
    await rm(this.launch.folder, { recursive: true, force: true });
    this.#janitor?.dismiss();
  }

  /** Lets this process end while the engine runs on. */
  detach(): void {
    this.#child.unref();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (isRunning(this.#child)) await endChild(this.#child, signal, this.launch.endTimeoutMs);
    this.#janitor?.watch(undefined);
  }
}

async function startReady(launch: Launch, janitor: Janitor | undefined, findPort: () => Promise<number>) {
  for (let attempt = 1; ; attempt++) {
    const port = await findPort();
    const logStart = logBytes(launch);
    const child = spawnLaunch(launch, port);
    janitor?.watch(child.pid);
    const problem = await untilReady(launch, child, { port, logStart });
    if (problem === undefined) return { port, child };
    if (attempt === START_ATTEMPTS || !TRY_AGAIN.test(problem)) throw new Error(problem);
    await delay(POLL_MS * attempt);
  }
}

function spawnLaunch(launch: Launch, port: number): ChildProcess {
  const [program, ...args] = launch.command(port);
  const log = openSync(logFile(launch), 'a', 0o600);
  const child = spawn(program!, args, {
    cwd: launch.folder,
    env: launch.env,
    stdio: ['ignore', log, log],
    detached: launch.isDetached,
    ...launch.owner,
  });
  closeSync(log);
  // A program that cannot be run at all has no exit event.
  child.on('error', (error) => child.emit('exit', error.message, null));
  return child;
}

/** What went wrong, or undefined. */
async function untilReady(
  launch: Launch,
  child: ChildProcess,
  { port, logStart }: { port: number; logStart: number },
): Promise<string | undefined> {
  let ending: string | undefined;
  child.once('exit', (code, signal) => {
    ending ??= `ended with ${code ?? signal}`;
  });
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (ending === undefined) {
    if (await launch.isReady(port, readLog(launch, logStart))) return undefined;
    if (performance.now() > deadline) {
      ending = `did not answer within ${START_TIMEOUT_MS / 1000} s`;
      await endChild(child, 'SIGKILL');
    }
    await delay(POLL_MS);
  }
  return `${launch.name} ${ending}: ${readLog(launch, logStart).slice(-2_000).trim()}`;
}

async function endChild(child: ChildProcess, signal: NodeJS.Signals, timeoutMs = END_TIMEOUT_MS): Promise<void> {
  const exited = once(child, 'exit');
  child.ref();
  child.kill(signal);
  const force = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  await exited;
  clearTimeout(force);
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function logFile(launch: Launch): string {
  return join(launch.folder, 'log');
}

function logBytes(launch: Launch): number {
  return existsSync(logFile(launch)) ? statSync(logFile(launch)).size : 0;
}

function readLog(launch: Launch, start: number): string {
  return readFileSync(logFile(launch)).subarray(start).toString();
}
