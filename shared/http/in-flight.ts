import { AppError } from '../errors/app-error.ts';

/** The way back to a caller. */
export interface Connection {
  readonly outgoing: {
    /** The answer is complete, or nobody waits for it any more. */
    readonly destroyed: boolean;
    once(event: 'close', listener: () => void): unknown;
  };
}

const RETRY_AFTER_SECONDS = 1;

/** How many requests one process works on at a time: from their admission until their answer is read or given up. */
export class InFlight {
  readonly #max: number;
  #count = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** TOO_MANY_REQUESTS where `max` requests are at work. */
  enter(): void {
    if (this.#count >= this.#max) {
      const message = `${this.#max} requests are at work here, as many as server.max_in_flight allows; try again`;
      throw new AppError('TOO_MANY_REQUESTS', message, { retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
    this.#count += 1;
  }

  /** The handler has ended: the place is free when the answer is gone too. */
  leave(connection: Connection | undefined): void {
    if (connection === undefined || connection.outgoing.destroyed) this.#count -= 1;
    else connection.outgoing.once('close', () => (this.#count -= 1));
  }
}
