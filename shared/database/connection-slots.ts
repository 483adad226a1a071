import { databaseBusy } from './database-error.ts';

/** Who may hold a connection: at most `size` at once, the others wait their turn, in order. */
export class ConnectionSlots {
  readonly size: number;
  readonly #timeoutMs: number;
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  constructor({ size, timeoutMs }: { readonly size: number; readonly timeoutMs: number }) {
    this.size = size;
    this.#timeoutMs = timeoutMs;
  }

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Does `work` with a slot of its own. DATABASE_BUSY when none becomes free in time. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#taken < this.size) this.#taken += 1;
    else await this.#waitForTurn();
    try {
      return await work();
    } finally {
      this.#pass();
    }
  }

  /** The slot goes to who waits longest, without becoming free in between. */
  #pass(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#taken -= 1;
    else next();
  }

  #waitForTurn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer);
        this.#waiting.delete(begin);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(begin);
        const seconds = this.#timeoutMs / 1_000;
        reject(databaseBusy(`none of ${this.size} connections to the database became free within ${seconds} s`));
      }, this.#timeoutMs);
      this.#waiting.add(begin);
    });
  }
}
