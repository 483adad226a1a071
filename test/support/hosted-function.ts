import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { engineSkipReason, findProgram } from './engines.ts';
import { INTERNAL_SECRET } from './function-process.ts';
import { POD_SKIP_REASON, type Pod, startPod } from './pod.ts';

/** Programs that stand before a function in OpenFaaS and in Knative. */
export const RUNTIMES = ['of-watchdog', 'queue-proxy'] as const;
export type Runtime = (typeof RUNTIMES)[number];

/** Why functions cannot be started behind the program here, or undefined. */
export function runtimeSkipReason(runtime: Runtime): string | undefined {
  return engineSkipReason(runtime) ?? POD_SKIP_REASON;
}

export interface HostedOptions {
  /** Of the function; `{host}` in a value becomes the address where the pod reaches us. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ports of our loopback address that the pod reaches. */
  readonly reaches?: readonly number[];
  /** Requests that the program lets through at once; any number unless given. */
  readonly concurrency?: number;
  /** How long the program waits for an answer; 60 unless given. */
  readonly timeoutSeconds?: number;
  /** Arguments of Node, instead of the function's bundle. */
  readonly program?: readonly string[];
}

/** A function's bundle behind one of the programs, answering. */
export interface HostedFunction {
  readonly url: string;
  /** What the function has written to standard output, as the program passes it on. */
  readonly lines: readonly string[];
  /** What the container has written to standard error. */
  readonly notes: readonly string[];
  /** From the start of the program to the first 200, in milliseconds. */
  readonly startMs: number;
  /** SIGTERM to the container, as the platform sends it; answers its exit code. */
  terminate(): Promise<number | null>;
  [Symbol.asyncDispose](): Promise<void>;
}

const PORT = 8080;
const FUNCTION_PORT = 3000;
const POLL_MS = 5;

/** Starts the function as the platform's container does, and waits until it answers `/health` through the program. */
export async function startHosted(
  runtime: Runtime,
  name: string,
  options: HostedOptions = {},
): Promise<HostedFunction> {
  const scratch = mkdtempSync(join(tmpdir(), 'tabular-hosted-'));
  const pod = await startPod(options.reaches);
  const startedAtMs = performance.now();
  const node = [process.execPath, ...(options.program ?? [resolve('dist', name, 'index.mjs')])];
  const env = functionEnvironment(pod, scratch, options.env);
  const isWatched = runtime === 'of-watchdog';
  const container = await (isWatched
    ? pod.run([findProgram('of-watchdog')], { ...env, ...watchdogEnvironment(node, options) })
    : pod.run(node, env));
  const [lines, notes] = [collect(container.child.stdout!), collect(container.child.stderr!)];
  if (!isWatched) await startQueueProxy(pod, options);
  const url = `http://${pod.address}:${PORT}`;
  await untilHealthy(url, () => container.child.exitCode !== null, notes);
  return {
    url,
    lines,
    notes,
    startMs: performance.now() - startedAtMs,
    async terminate() {
      const exited = once(container.child, 'exit');
      process.kill(container.pid, 'SIGTERM');
      return (await exited)[0] as number | null;
    },
    async [Symbol.asyncDispose]() {
      await pod.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

function functionEnvironment(pod: Pod, scratch: string, env: HostedOptions['env'] = {}): Record<string, string> {
  const own = Object.entries(env).map(([key, value]) => [key, value.replaceAll('{host}', pod.hostAddress)]);
  return {
    PORT: String(FUNCTION_PORT),
    TMPDIR: scratch,
    TABULAR_DATA_DIR: scratch,
    TABULAR_SERVER_ALLOWED_HOSTS: '*',
    TABULAR_GENERATION_PARALLEL_WORKERS: '1',
    TABULAR_INTERNAL_SECRET: INTERNAL_SECRET,
    ...Object.fromEntries(own),
  };
}

function watchdogEnvironment(
  node: readonly string[],
  { concurrency = 0, timeoutSeconds = 60 }: HostedOptions,
): Record<string, string> {
  return {
    mode: 'http',
    port: String(PORT),
    fprocess: node.join(' '),
    upstream_url: `http://127.0.0.1:${FUNCTION_PORT}`,
    max_inflight: String(concurrency),
    exec_timeout: `${timeoutSeconds}s`,
    read_timeout: `${timeoutSeconds + 5}s`,
    write_timeout: `${timeoutSeconds + 5}s`,
    healthcheck_interval: '1s',
    ready_path: '/ready',
    prefix_logs: 'false',
    log_buffer_size: '-1',
  };
}

async function startQueueProxy(pod: Pod, { concurrency = 0, timeoutSeconds = 60 }: HostedOptions): Promise<void> {
  const probe = { httpGet: { path: '/ready', port: FUNCTION_PORT, host: '127.0.0.1' } };
  const { child } = await pod.run([findProgram('queue-proxy')], {
    QUEUE_SERVING_PORT: String(PORT),
    QUEUE_SERVING_TLS_PORT: '8113',
    QUEUE_ADMIN_PORT: '8022',
    USER_PORT: String(FUNCTION_PORT),
    CONTAINER_CONCURRENCY: String(concurrency),
    REVISION_TIMEOUT_SECONDS: String(timeoutSeconds),
    REVISION_RESPONSE_START_TIMEOUT_SECONDS: '0',
    REVISION_IDLE_TIMEOUT_SECONDS: '0',
    SERVING_NAMESPACE: 'default',
    SERVING_REVISION: 'revision',
    SERVING_CONFIGURATION: 'configuration',
    SERVING_SERVICE: 'service',
    SERVING_POD: 'pod',
    SERVING_POD_IP: '127.0.0.1',
    SERVING_LOGGING_CONFIG: '',
    SERVING_LOGGING_LEVEL: '',
    SERVING_REQUEST_LOG_TEMPLATE: '',
    SERVING_ENABLE_REQUEST_LOG: 'false',
    SERVING_REQUEST_METRICS_BACKEND: 'none',
    SERVING_REQUEST_METRICS_REPORTING_PERIOD_SECONDS: '5',
    TRACING_CONFIG_BACKEND: 'none',
    SYSTEM_NAMESPACE: 'knative-serving',
    METRICS_DOMAIN: 'knative.dev/serving',
    OBSERVABILITY_CONFIG: '{}',
    ENABLE_HTTP_FULL_DUPLEX: 'false',
    ENABLE_HTTP2_AUTO_DETECTION: 'false',
    ENABLE_MULTI_CONTAINER_PROBES: 'false',
    SERVING_READINESS_PROBE: JSON.stringify(probe),
  });
  child.stdout!.resume();
  child.stderr!.resume();
}

function collect(stream: Readable): string[] {
  const lines: string[] = [];
  createInterface(stream).on('line', (line) => lines.push(line));
  return lines;
}

/** Asks as a platform's probe does, until it is answered. */
async function untilHealthy(url: string, hasEnded: () => boolean, notes: readonly string[]): Promise<void> {
  for (;;) {
    if (hasEnded()) throw new Error(`the container ended: ${notes.join('\n')}`);
    try {
      const response = await fetch(`${url}/health`);
      await response.body?.cancel();
      if (response.status === 200) return;
    } catch {
      // Nobody listens yet.
    }
    await delay(POLL_MS);
  }
}
