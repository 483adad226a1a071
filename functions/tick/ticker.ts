import type { TickReport } from './run-tick.ts';

export interface Ticker {
  /** Runs a tick, or waits for the one that runs. */
  tick(): Promise<TickReport>;
  /** Ends the tick that runs; its leases are given back. */
  stop(): Promise<void>;
}

/** One tick at a time: a second caller gets the report of the first one's. */
export function createTicker(run: (signal: AbortSignal) => Promise<TickReport>): Ticker {
  const stopping = new AbortController();
  let running: Promise<TickReport> | undefined;
  return {
    tick() {
      running ??= run(stopping.signal).finally(() => {
        running = undefined;
      });
      return running;
    },
    async stop() {
      stopping.abort();
      await running?.catch(() => undefined);
    },
  };
}
