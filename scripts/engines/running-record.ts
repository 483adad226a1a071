import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type EngineName, isEngineName } from './engine-catalogue.ts';
import type { EngineSource } from './found-engine.ts';
import { processStart } from './process-identity.ts';

/** One engine that `up` started: how to reach it and how to end it. */
export interface RunningRecord {
  readonly name: EngineName;
  readonly source: EngineSource;
  readonly pid: number;
  /** What `processStart` said of it. */
  readonly started: string;
  readonly port: number;
  /** Deleted with it. */
  readonly folder: string;
  readonly endSignal: NodeJS.Signals;
  readonly container?: { readonly client: string; readonly name: string } | undefined;
  /** What a shell must export to use it; with passwords. */
  readonly variables: Readonly<Record<string, string>>;
}

const END_TIMEOUT_MS = 5_000;
const POLL_MS = 50;

/** The records of one checkout: a file per engine below `folder`, readable by us alone. */
export class RunningRecords {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Every record, of running engines and of ones that ended otherwise. */
  list(): RunningRecord[] {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const names = readdirSync(this.#folder).map((file) => file.replace(/\.json$/, ''));
    return names.filter(isEngineName).map((name) => JSON.parse(readFileSync(this.#fileOf(name), 'utf8')));
  }

  /** The record of an engine that runs, or undefined; what is left of one that ended otherwise is removed. */
  async findRunning(name: EngineName): Promise<RunningRecord | undefined> {
    const record = this.list().find((entry) => entry.name === name);
    if (record === undefined || isAlive(record)) return record;
    await this.end(record);
    return undefined;
  }

  /** False where another process recorded the same engine first. */
  add(record: RunningRecord): boolean {
    const file = join(this.#folder, `.${record.name}-${process.pid}`);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify(record), { mode: 0o600 });
    try {
      linkSync(file, this.#fileOf(record.name));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return false;
    } finally {
      rmSync(file);
    }
  }

  /** Ends the engine, by force after 5 s, and deletes its folder and its record. No other process is ever signalled. */
  async end(record: RunningRecord): Promise<void> {
    const { container, endSignal, folder, name, pid } = record;
    const deadline = performance.now() + END_TIMEOUT_MS;
    if (isAlive(record)) process.kill(pid, endSignal);
    while (isAlive(record)) {
      if (performance.now() > deadline) process.kill(pid, 'SIGKILL');
      await delay(POLL_MS);
    }
    if (container !== undefined) spawnSync(container.client, ['rm', '--force', container.name]);
    await rm(folder, { recursive: true, force: true });
    rmSync(this.#fileOf(name), { force: true });
  }

  #fileOf(name: EngineName): string {
    return join(this.#folder, `${name}.json`);
  }
}

/** Whether the recorded process runs still, and is no later one with its number. */
export function isAlive({ pid, started }: RunningRecord): boolean {
  return processStart(pid) === started;
}
