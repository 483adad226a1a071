import { invariant } from '../errors/invariant.ts';

const OWNER = 0;
const IS_CANCELLED = 1;
const ROWS_DONE = 2;
const FIELDS = 3;
const SLOTS = 1_024;
const RUN_MAX = 2 ** 31 - 1;

/**
 * What pool and workers share in memory. Every work is posted to every worker; whoever first exchanges the run number
 * in the work's slot for its own mark has it, so a worker never waits for the main thread between two chunks.
 *
 *   owner: 0 free -> run number queued -> -(worker + 1) taken -> 0
 */
export class WorkSlots {
  readonly memory: SharedArrayBuffer;
  readonly #fields: Int32Array;
  #lastRun = 0;

  constructor(memory = new SharedArrayBuffer(SLOTS * FIELDS * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#fields = new Int32Array(memory);
  }

  /** Main thread: a free slot for a new run. A stale message of an older run never matches its number. */
  queue(): { slot: number; run: number } {
    let slot = 0;
    while (slot < SLOTS && this.#get(slot, OWNER) !== 0) slot++;
    invariant(slot < SLOTS, `at most ${SLOTS} works are queued at once`);
    this.#lastRun = (this.#lastRun % RUN_MAX) + 1;
    this.#set(slot, IS_CANCELLED, 0);
    this.#set(slot, ROWS_DONE, 0);
    this.#set(slot, OWNER, this.#lastRun);
    return { slot, run: this.#lastRun };
  }

  /** Main thread: takes a work back that no worker has begun. */
  withdraw(slot: number, run: number): boolean {
    return Atomics.compareExchange(this.#fields, slot * FIELDS + OWNER, run, 0) === run;
  }

  free(slot: number): void {
    this.#set(slot, OWNER, 0);
  }

  cancel(slot: number): void {
    this.#set(slot, IS_CANCELLED, 1);
  }

  isOwnedBy(slot: number, workerIndex: number): boolean {
    return this.#get(slot, OWNER) === -(workerIndex + 1);
  }

  /** Worker: true for exactly one worker. */
  take(slot: number, run: number, workerIndex: number): boolean {
    return Atomics.compareExchange(this.#fields, slot * FIELDS + OWNER, run, -(workerIndex + 1)) === run;
  }

  isCancelled(slot: number): boolean {
    return this.#get(slot, IS_CANCELLED) === 1;
  }

  setRowsDone(slot: number, rows: number): void {
    this.#set(slot, ROWS_DONE, rows);
  }

  rowsDone(slot: number): number {
    return this.#get(slot, ROWS_DONE);
  }

  #get(slot: number, field: number): number {
    return Atomics.load(this.#fields, slot * FIELDS + field);
  }

  #set(slot: number, field: number, value: number): void {
    Atomics.store(this.#fields, slot * FIELDS + field, value);
  }
}
