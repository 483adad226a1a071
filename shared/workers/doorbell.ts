import type { ClaimLoop } from './claim-loop.ts';

export interface Doorbell {
  /** Works until nothing is left or the loop's budget is spent; answers the tasks that ended. Never two loops at once. */
  ring(): Promise<number>;
  /** Gives leases back; further rings do nothing. */
  stop(): Promise<void>;
}

/**
 * Starts a loop for the first ring; further rings wake that one and wait for its end with it. `onEnd` hears of every
 * end but a stop, and the rings are answered after it; not drained: the budget was spent and there may be work left.
 */
export function createDoorbell(
  startLoop: () => ClaimLoop,
  onEnd: (end: { readonly isDrained: boolean }) => unknown = () => undefined,
): Doorbell {
  let loop: ClaimLoop | undefined;
  let ending: unknown;
  let isStopped = false;
  return {
    async ring() {
      if (isStopped) return 0;
      loop ??= startLoop();
      const current = loop;
      current.ring();
      const ended = await current.ended;
      if (loop === current) {
        loop = undefined;
        if (!isStopped) ending = onEnd({ isDrained: current.isDrained });
      }
      await ending;
      return ended;
    },
    async stop() {
      isStopped = true;
      await loop?.stop();
    },
  };
}
