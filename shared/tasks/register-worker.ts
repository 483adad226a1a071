import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { ConfigWithDatabase } from '../config/require-database.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { type ConnectedStores, connectStores } from './connect-stores.ts';
import { createJobObserver } from './observe-jobs.ts';
import { createFailureObserver, createTaskObserver } from './observe-tasks.ts';

/** A process that runs tasks: its stores, the name that its leases carry, and who hears of what it did. */
export interface RegisteredWorker extends ConnectedStores {
  readonly worker: { readonly slot: string; readonly incarnation: string };
  readonly observers: {
    readonly onTaskEnd: ReturnType<typeof createTaskObserver>;
    readonly onError: ReturnType<typeof createFailureObserver>;
  };
}

/** Connects the stores and ends the leases that an earlier process in this slot (name, host, port) left behind. */
export async function registerWorker(
  name: string,
  config: ConfigWithDatabase,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): Promise<RegisteredWorker> {
  const stores = await connectStores(config.database.url, config, createJobObserver(metrics, log));
  const worker = { slot: `${name}:${hostname()}:${config.server.port}`, incarnation: randomUUID() };
  await stores.jobs.expireSlot(worker.slot, worker.incarnation);
  const observers = { onTaskEnd: createTaskObserver(metrics, log), onError: createFailureObserver(metrics, log) };
  return { ...stores, worker, observers };
}
