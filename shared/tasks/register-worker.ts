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

/** Connects the stores and ends the leases that an earlier process in this slot left behind. */
export async function registerWorker(
  name: string,
  config: ConfigWithDatabase,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): Promise<RegisteredWorker> {
  const stores = await connectStores(config.database.url, config, {
    observer: createJobObserver(metrics, log),
    isWorker: true,
  });
  const worker = { slot: slotOf(name, config.server.port), incarnation: randomUUID() };
  await stores.jobs.expireSlot(worker.slot, worker.incarnation);
  const observers = { onTaskEnd: createTaskObserver(metrics, log), onError: createFailureObserver(metrics, log) };
  return { ...stores, worker, observers };
}

/**
 * The place that a process works in: no two at a time, and the same again for the one that follows in it. Hosts (pods,
 * with Kubernetes) have names, and of two processes on one only one can listen on a port; where any free port is taken,
 * the process itself is the place.
 */
export function slotOf(name: string, port: number): string {
  return port === 0 ? `${name}:${hostname()}:pid-${process.pid}` : `${name}:${hostname()}:${port}`;
}
