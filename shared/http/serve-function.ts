import type { Log, LogLevel } from '../telemetry/log.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import type { InternalCallers } from './admit-request.ts';
import type { Api } from './api.ts';
import { type RunningProcess, runProcess } from './run-process.ts';
import { type ServingConfig, serveFunctions } from './serve-functions.ts';

/** The part of the configuration that listening and logging need. */
export interface FunctionConfig extends ServingConfig {
  readonly server: ServingConfig['server'] & { readonly drain_seconds: number };
  readonly monitoring: { readonly log_level: LogLevel; readonly log_format: 'json' | 'text' };
}

export interface ServedFunction {
  readonly api: Api;
  /** While the last requests end: gives back what the function holds. */
  close(): Promise<void>;
}

export interface ServeFunctionOptions<Config extends FunctionConfig> {
  /** Names this process in logs and metrics. */
  readonly name: string;
  readonly version: string;
  readonly readConfig: () => Config;
  /** For functions that others ring: who may. */
  readonly internal?: (config: Config) => InternalCallers;
  readonly start: (
    config: Config,
    telemetry: { readonly log: Log; readonly metrics: Metrics },
  ) => Promise<ServedFunction>;
}

/** Serves one function as a process of its own until SIGTERM; what stops its start is printed, exit code 1. */
export function serveFunction<Config extends FunctionConfig>(
  program: NodeJS.Process,
  options: ServeFunctionOptions<Config>,
): Promise<void> {
  return runProcess(program, async () => {
    const config = options.readConfig();
    return { monitoring: config.monitoring, version: options.version, start: (log) => serve(config, log, options) };
  });
}

async function serve<Config extends FunctionConfig>(
  config: Config,
  log: Log,
  { name, internal, start }: ServeFunctionOptions<Config>,
): Promise<RunningProcess> {
  const metrics = createMetrics(loadRenderer);
  const { api, close } = await start(config, { log, metrics });
  const served = { select: () => api, component: name, log, metrics, internal: internal?.(config) };
  const listener = await serveFunctions(served, config);
  return {
    host: listener.host,
    port: listener.port,
    async close() {
      await Promise.all([listener.close(config.server.drain_seconds * 1_000), close()]);
    },
  };
}

async function loadRenderer() {
  return (await import('../telemetry/prometheus-text.ts')).createMetricsRenderer();
}
