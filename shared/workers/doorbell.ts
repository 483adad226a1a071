import type { ClaimLoop } from './claim-loop.ts';

export interface Doorbell {
  /** Works until nothing is left or the loop's budget is spent; answers the tasks that ended. Never two loops at once. */
  ring(): Promise<number>;
  /** Gives leases back. */
  stop(): Promise<void>;
}

/** Starts a loop for the first ring; further rings wake that one and wait for its end with it. */
export function createDoorbell(startLoop: () => ClaimLoop): Doorbell {
  let loop: ClaimLoop | undefined;
  return {
    async ring() {
      loop ??= startLoop();
      const current = loop;
      current.ring();
      const ended = await current.ended;
      if (loop === current) loop = undefined;
      return ended;
    },
    async stop() {
      await loop?.stop();
    },
  };
}
