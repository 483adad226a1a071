import { AppError } from '../errors/app-error.ts';
import { createLineBuffer } from '../telemetry/line-buffer.ts';
import { createLog, type Log, type LogLevel } from '../telemetry/log.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import { createAdmission } from './admit-request.ts';
import type { Api } from './api.ts';
import { createFetch } from './create-fetch.ts';
import { listen } from './listen.ts';
import { stopOnSignal } from './stop-on-signal.ts';

/** The part of the configuration that listening and logging need. */
export interface FunctionConfig {
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly request_timeout_seconds: number;
    readonly drain_seconds: number;
    readonly allowed_hosts: readonly string[];
    readonly cors_origins: readonly string[];
  };
  readonly monitoring: { readonly log_level: LogLevel; readonly log_format: 'json' | 'text' };
  readonly security: { readonly api_key?: string | undefined };
}

export interface ServedFunction {
  readonly api: Api;
  /** After the last request: gives back what the function holds. */
  close(): Promise<void>;
}

export interface ServeFunctionOptions<Config extends FunctionConfig> {
  /** Names this process in logs and metrics. */
  readonly name: string;
  readonly version: string;
  readonly readConfig: () => Config;
  readonly start: (
    config: Config,
    telemetry: { readonly log: Log; readonly metrics: Metrics },
  ) => Promise<ServedFunction>;
}

/** Serves one function as a process of its own until SIGTERM; what stops its start is printed, exit code 1. */
export async function serveFunction<Config extends FunctionConfig>(
  program: NodeJS.Process,
  options: ServeFunctionOptions<Config>,
): Promise<void> {
  try {
    await serve(program, options);
  } catch (thrown) {
    program.stderr.write(`${AppError.from(thrown).message}\n`);
    program.exitCode = 1;
  }
}

async function serve<Config extends FunctionConfig>(
  program: NodeJS.Process,
  { name, version, readConfig, start }: ServeFunctionOptions<Config>,
): Promise<void> {
  const config = readConfig();
  const { server, security, monitoring } = config;
  const lines = createLineBuffer((text) => program.stdout.write(text));
  const { log_level: level, log_format: format } = monitoring;
  const log = createLog({ level, format, write: lines.write, now: Date.now });
  const metrics = createMetrics(loadRenderer);
  const { api, close } = await start(config, { log, metrics });
  const admit = createAdmission({
    allowedHosts: [server.host, ...server.allowed_hosts],
    corsOrigins: server.cors_origins,
    ...(security.api_key !== undefined && { apiKey: security.api_key }),
  });
  const timeoutMs = server.request_timeout_seconds * 1_000;
  const fetch = createFetch({ select: () => api, admit, log, metrics, timeoutMs, component: name });
  const listener = await listen({ fetch, host: server.host, port: server.port, requestTimeoutMs: timeoutMs });
  log.info('server_started', { host: listener.host, port: listener.port, version });
  stopOnSignal(program, async (signal) => {
    log.info('server_stopping', { signal });
    await Promise.all([listener.close(server.drain_seconds * 1_000), close()]);
    log.info('server_stopped');
    lines.flush();
  });
}

async function loadRenderer() {
  return (await import('../telemetry/prometheus-text.ts')).createMetricsRenderer();
}
