import { AppError } from '../../shared/errors/app-error.ts';

const RETRY_AFTER_SECONDS = 1;

/** How many generations run in requests at once. */
export interface WorkSlots {
  readonly taken: number;
  /** Throws TOO_MANY_REQUESTS when every slot is taken; otherwise gives the slot back when called, once. */
  take(): () => void;
}

export function createWorkSlots(count: number): WorkSlots {
  let taken = 0;
  return {
    get taken() {
      return taken;
    },
    take() {
      if (taken >= count) {
        const message = `${count} generations run already (generation.max_concurrent); try again, or ask for a job`;
        throw new AppError('TOO_MANY_REQUESTS', message, { retryAfterSeconds: RETRY_AFTER_SECONDS });
      }
      taken += 1;
      let isGiven = false;
      return () => {
        if (!isGiven) taken -= 1;
        isGiven = true;
      };
    },
  };
}
