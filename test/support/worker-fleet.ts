import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaultStores } from './fault-stores.ts';
import { startWorker, type WorkerOptions, type WorkerProcess } from './worker-process.ts';

export interface FleetOptions {
  readonly stores: FaultStores;
  /** Names of the functions, one for each process. */
  readonly names: readonly string[];
  /** What differs for one of them. */
  readonly optionsOf?: (index: number) => Partial<WorkerOptions>;
  /** How often the ring with this number, from 0, reaches one of the processes that are meant; once unless given. */
  readonly deliveries?: (ring: number) => number;
}

/** What cron would be, only faster. */
const CRON_MS = 200;
const POLL_MS = 50;
const RING_PATIENCE_MS = 2_000;

/** Functions as processes that ring each other, started again where one dies. */
export class WorkerFleet {
  /** The processes as they are now, in the order of their names. */
  readonly workers: WorkerProcess[] = [];
  /** Rings that functions have sent. */
  rings = 0;
  readonly #options: FleetOptions;
  #isClosed = false;
  readonly #router = createServer((request, answer) => {
    request.resume();
    answer.writeHead(202).end();
    this.#deliver(request.url!.slice(1));
  });

  private constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** Resolves when all of them listen. */
  static async start(options: FleetOptions): Promise<WorkerFleet> {
    const fleet = new WorkerFleet(options);
    fleet.#router.listen(0, '127.0.0.1');
    await once(fleet.#router, 'listening');
    for (const index of options.names.keys()) fleet.#begin(index);
    await Promise.all(fleet.workers.map(({ url }) => url));
    return fleet;
  }

  /** Where others find the functions, too. */
  get functionsUrl(): string {
    return `http://127.0.0.1:${(this.#router.address() as AddressInfo).port}`;
  }

  /** Rings every `tick` as cron does until the job has ended and what is left of it is tidied up. */
  async work(jobId: string): Promise<void> {
    await this.workUntil(async () => {
      // The database itself may be the fault.
      const job = await this.#options.stores.jobs.getJob('default', jobId).catch(() => undefined);
      return job !== undefined && job.ended_at !== null;
    });
    // The first answer may be that of a tick which began before the end.
    for (let ring = 0; ring < 2; ring++) await Promise.all(this.#ticks().map((tick) => tick.ring()));
  }

  /** Rings likewise until so much of the job's rows, 0 to 1, is made. */
  workUntilShare(jobId: string, share: number): Promise<void> {
    return this.workUntil(async () => {
      const { steps, num_records } = await this.#options.stores.jobs.getJob('default', jobId);
      return steps[0]!.value >= share * num_records;
    });
  }

  /** Rings likewise until something holds; an Error when the fleet is closed before. The last ring may still be answered. */
  async workUntil(isDone: () => Promise<boolean>): Promise<void> {
    let isOver = false;
    void this.#ringWhile(() => !isOver);
    while (!(await isDone()) && !this.#isClosed) await delay(POLL_MS);
    isOver = true;
    if (this.#isClosed) throw new Error('the fleet was closed while its job was at work');
  }

  /** SIGKILL, and another process in its place; resolves when that one listens. */
  async replace(index: number): Promise<void> {
    const { child, ended } = this.workers[index]!;
    child.kill('SIGKILL');
    await ended;
    await this.#begin(index).url;
  }

  /** SIGTERM to all; answers their exit codes. */
  async close(): Promise<(number | NodeJS.Signals | null)[]> {
    this.#isClosed = true;
    // One that is stopped would never hear of its end.
    for (const { child } of this.workers) for (const signal of ['SIGCONT', 'SIGTERM'] as const) child.kill(signal);
    const codes = await Promise.all(this.workers.map(({ ended }) => ended));
    this.#router.closeAllConnections();
    this.#router.close();
    return codes;
  }

  #begin(index: number): WorkerProcess {
    const { names, stores, optionsOf } = this.#options;
    const { env, program } = optionsOf?.(index) ?? {};
    const rung = {
      TABULAR_PROCESSING_RUN_MODE: 'background',
      TABULAR_PROCESSING_FUNCTIONS_URL: this.functionsUrl,
    };
    const options = { env: { ...stores.env, ...rung, ...env }, ...(program !== undefined && { program }) };
    const worker = startWorker(names[index]!, options);
    this.workers[index] = worker;
    return worker;
  }

  #deliver(name: string): void {
    const ring = this.rings;
    this.rings += 1;
    const meant = this.workers.filter((worker) => worker.name === name && worker.child.exitCode === null);
    const deliveries = meant.length === 0 ? 0 : (this.#options.deliveries?.(ring) ?? 1);
    for (let copy = 0; copy < deliveries; copy++) void meant[(ring + copy) % meant.length]!.ring();
  }

  async #ringWhile(isDue: () => boolean): Promise<void> {
    while (isDue()) {
      await this.#ringTicks();
      await delay(CRON_MS);
    }
  }

  /** A tick that works is not waited for: rings that come meanwhile share its answer. */
  async #ringTicks(): Promise<void> {
    await Promise.race([Promise.all(this.#ticks().map((tick) => tick.ring())), delay(RING_PATIENCE_MS)]);
  }

  #ticks(): WorkerProcess[] {
    return this.workers.filter(({ name }) => name === 'tick');
  }
}
