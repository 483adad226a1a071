import type { PostgresEngine, S3Engine } from './engines.ts';
import { addressVariables } from './fault-stores.ts';
import { startNetworkLink } from './network-link.ts';
import { watchPostgresCalls } from './postgres-calls.ts';
import { startS3Proxy } from './s3-proxy.ts';

/** The two edges of a worker whose calls are counted, each by itself. */
export type Edge = 'database' | 'objects';

export interface CallCounts {
  database: number;
  objects: number;
}

export interface KillingProxies {
  /** What leads a worker's calls through here. */
  readonly env: Readonly<Record<string, string>>;
  /** Calls so far, the one that killed among them. */
  readonly counts: Readonly<CallCounts>;
  /** Whether the call came. */
  readonly hasKilled: boolean;
  close(): Promise<void>;
}

export interface KillingOptions {
  readonly postgres: PostgresEngine;
  readonly s3: S3Engine;
  /** The worker's database. */
  readonly databaseUrl: string;
  /** Before this call, from 1, reaches the server. */
  readonly call: number;
  readonly edge: Edge;
  /** Ends the worker at once. */
  kill(): void;
}

/** Stands before both servers of one worker and kills it at one of its calls, which then reaches nobody. */
export async function startKillingProxies(options: KillingOptions): Promise<KillingProxies> {
  const counts: CallCounts = { database: 0, objects: 0 };
  let hasKilled = false;
  const mayCall = (edge: Edge): boolean => {
    if (hasKilled) return false;
    counts[edge] += 1;
    if (edge !== options.edge || counts[edge] < options.call) return true;
    hasKilled = true;
    options.kill();
    return false;
  };
  const link = await startNetworkLink(options.postgres.port, () => watchPostgresCalls(() => mayCall('database')));
  const proxy = await startS3Proxy(options.s3.endpoint, () => (mayCall('objects') ? 'pass' : 'drop'));
  const url = new URL(options.databaseUrl);
  url.port = String(link.port);
  return {
    env: { DATABASE_URL: url.href, ...addressVariables(options.s3, proxy.endpoint) },
    counts,
    get hasKilled() {
      return hasKilled;
    },
    async close() {
      await Promise.all([link.close(), proxy.close()]);
    },
  };
}
