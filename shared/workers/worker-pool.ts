import { Worker } from 'node:worker_threads';
import type { PartManifest } from '../contracts/part-manifest.ts';
import type { PlannedJob } from '../contracts/plan.ts';
import { AppError } from '../errors/app-error.ts';
import { ERROR_CODES, type ErrorCode } from '../errors/error-codes.ts';
import type { ObjectStoreAddress } from '../objects/object-store-address.ts';
import type { PartWork, PoolMessage, WorkerBirth, WorkerMessage } from './part-work.ts';
import { WorkSlots } from './work-slots.ts';
import { workerEntry } from './worker-entry.ts';

export interface WorkerPoolOptions {
  /** Threads; each has its own kernels, programs and object store. */
  readonly workers: number;
  readonly kernels: WebAssembly.Module;
  /** Where parts go to. */
  readonly objects: ObjectStoreAddress;
  /** The workers' program; another one in tests. */
  readonly entry?: URL;
}

export interface PartRun {
  /** Rejects with CANCELLED, with the worker's error, or with INTERNAL when its thread died. */
  readonly manifest: Promise<PartManifest>;
  rowsDone(): number;
  /** Takes effect at the end of a page. */
  cancel(): void;
}

export interface WorkerPool {
  readonly workers: number;
  /** False once it is closing, or when a thread died before it ever worked: nothing will run any more. */
  readonly isOpen: boolean;
  /** Runs on the next free worker, in order of arrival. */
  run(work: PartWork, planned: PlannedJob): PartRun;
  /** Cancels what runs and ends the threads, by force after `forceAfterMs` (default 8,000). */
  close(forceAfterMs?: number): Promise<void>;
}

interface PendingRun {
  readonly message: Extract<PoolMessage, { kind: 'work' }>;
  readonly outcome: PromiseWithResolvers<PartManifest>;
}

/** Plans that workers keep beyond those in use. */
const PLANS_KEPT = 8;
const FORCE_AFTER_MS = 8_000;

/** Starts the threads at once; they stay warm until `close`. */
export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  return new ThreadPool(options);
}

class ThreadPool implements WorkerPool {
  readonly workers: number;
  readonly #options: WorkerPoolOptions;
  readonly #slots = new WorkSlots();
  readonly #threads: Worker[] = [];
  readonly #exits: Promise<void>[] = [];
  readonly #pending = new Map<number, PendingRun>();
  readonly #plans = new Map<string, PlannedJob>();
  readonly #hasLived = new Set<number>();
  #isClosing = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.workers = options.workers;
    for (let index = 0; index < options.workers; index++) this.#start(index);
  }

  get isOpen(): boolean {
    return !this.#isClosing;
  }

  run(work: PartWork, planned: PlannedJob): PartRun {
    if (this.#isClosing) throw new AppError('SHUTTING_DOWN', 'the worker pool is closing');
    this.#sendPlan(work.planHash, planned);
    const { slot, run } = this.#slots.queue();
    const pending: PendingRun = { message: { kind: 'work', run, slot, work }, outcome: Promise.withResolvers() };
    this.#pending.set(run, pending);
    this.#broadcast(pending.message);
    return {
      manifest: pending.outcome.promise,
      rowsDone: () => (this.#pending.has(run) ? this.#slots.rowsDone(slot) : work.range.row_end - work.range.row_start),
      cancel: () => this.#cancel(run),
    };
  }

  async close(forceAfterMs = FORCE_AFTER_MS): Promise<void> {
    this.#isClosing = true;
    for (const run of [...this.#pending.keys()]) this.#cancel(run);
    this.#broadcast({ kind: 'close' });
    const force = setTimeout(() => this.#threads.forEach((thread) => void thread.terminate()), forceAfterMs);
    await Promise.all(this.#exits);
    clearTimeout(force);
  }

  #start(workerIndex: number): void {
    const { kernels, objects, entry } = this.#options;
    const birth: WorkerBirth = { workerIndex, kernels, slots: this.#slots.memory, objects };
    const thread = new Worker(entry ?? workerEntry(), { workerData: birth, name: `chunk-${workerIndex}` });
    let cause: unknown;
    thread.on('message', (message: WorkerMessage) => {
      this.#hasLived.add(workerIndex);
      this.#settle(message);
    });
    thread.on('error', (error) => {
      cause = error;
    });
    this.#threads[workerIndex] = thread;
    this.#exits[workerIndex] = new Promise((resolve) => {
      thread.on('exit', () => {
        this.#replace(workerIndex, cause);
        resolve();
      });
    });
    for (const [planHash, planned] of this.#plans) thread.postMessage({ kind: 'plan', planHash, planned });
    for (const { message } of this.#pending.values()) thread.postMessage(message);
  }

  /** A thread that ended by itself fails the work it had. One that never did any work would only die again. */
  #replace(workerIndex: number, cause: unknown): void {
    const isOwn = ({ message }: PendingRun) => this.#slots.isOwnedBy(message.slot, workerIndex);
    const died = new AppError('INTERNAL', `worker thread ${workerIndex} stopped in the middle of its work`, { cause });
    const lost = [...this.#pending.values()].filter(isOwn);
    for (const { message } of lost) this.#finish(message.run, (outcome) => outcome.reject(died));
    if (this.#isClosing) return;
    if (lost.length > 0 || this.#hasLived.has(workerIndex)) {
      this.#hasLived.delete(workerIndex);
      this.#start(workerIndex);
      return;
    }
    this.#isClosing = true;
    for (const run of [...this.#pending.keys()]) this.#finish(run, (outcome) => outcome.reject(died));
  }

  #settle(message: WorkerMessage): void {
    if (message.kind === 'done') this.#finish(message.run, (outcome) => outcome.resolve(message.manifest));
    else this.#finish(message.run, (outcome) => outcome.reject(revive(message)));
  }

  #finish(run: number, end: (outcome: PromiseWithResolvers<PartManifest>) => void): void {
    const pending = this.#pending.get(run);
    if (!pending) return;
    this.#pending.delete(run);
    this.#slots.free(pending.message.slot);
    end(pending.outcome);
  }

  #cancel(run: number): void {
    const pending = this.#pending.get(run);
    if (!pending) return;
    const { slot } = pending.message;
    this.#slots.cancel(slot);
    if (this.#slots.withdraw(slot, run))
      this.#finish(run, (outcome) => outcome.reject(new AppError('CANCELLED', 'the chunk was cancelled')));
  }

  /** Sends a plan and its sums once; forgets the oldest that nothing pending needs. */
  #sendPlan(planHash: string, planned: PlannedJob): void {
    if (this.#plans.has(planHash)) return;
    this.#plans.set(planHash, planned);
    this.#broadcast({ kind: 'plan', planHash, planned });
    if (this.#plans.size <= PLANS_KEPT) return;
    const needed = new Set([planHash, ...[...this.#pending.values()].map(({ message }) => message.work.planHash)]);
    const oldest = [...this.#plans.keys()].find((hash) => !needed.has(hash));
    if (oldest === undefined) return;
    this.#plans.delete(oldest);
    this.#broadcast({ kind: 'forget', planHash: oldest });
  }

  #broadcast(message: PoolMessage): void {
    for (const thread of this.#threads) thread.postMessage(message);
  }
}

function revive({ code, message, stack }: { code: string; message: string; stack: string }): AppError {
  const known: ErrorCode = code in ERROR_CODES ? (code as ErrorCode) : 'INTERNAL';
  const cause = new Error(message);
  cause.stack = stack;
  return new AppError(known, message, { cause });
}
