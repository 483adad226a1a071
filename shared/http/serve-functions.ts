import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { createAdmission, type InternalCallers } from './admit-request.ts';
import type { Api } from './api.ts';
import { createFetch } from './create-fetch.ts';
import { InFlight } from './in-flight.ts';
import { type Listener, listen } from './listen.ts';
import type { RequestContext } from './request-context.ts';

/** The part of the configuration that serving needs, under its own names. */
export interface ServingConfig {
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly request_timeout_seconds: number;
    readonly allowed_hosts: readonly string[];
    readonly cors_origins: readonly string[];
    readonly max_in_flight: number;
  };
  readonly security: { readonly api_key?: string | undefined };
}

export interface ServedFunctions {
  /** Finds the routes for a request; may shorten `context.path`. */
  readonly select: (context: RequestContext) => Api;
  /** Names this process in metrics. */
  readonly component: string;
  readonly log: Log;
  readonly metrics: Metrics;
  /** For functions that others ring. */
  readonly internal?: InternalCallers | undefined;
}

/** Admission, routes and a listener, as the configuration says. */
export function serveFunctions(functions: ServedFunctions, { server, security }: ServingConfig): Promise<Listener> {
  const { host, port, allowed_hosts, cors_origins } = server;
  const timeoutMs = server.request_timeout_seconds * 1_000;
  const admit = createAdmission({
    allowedHosts: [host, ...allowed_hosts],
    corsOrigins: cors_origins,
    ...(security.api_key !== undefined && { apiKey: security.api_key }),
    ...(functions.internal !== undefined && { internal: functions.internal }),
  });
  const fetch = createFetch({ ...functions, admit, timeoutMs, inFlight: new InFlight(server.max_in_flight) });
  return listen({ fetch, host, port, requestTimeoutMs: timeoutMs });
}
