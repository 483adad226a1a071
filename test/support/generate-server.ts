import { createGenerateApp } from '../../functions/generate/app.ts';
import type { GenerateDependencies } from '../../functions/generate/dependencies.ts';
import type { Config } from '../../shared/config/config.ts';
import { resolveConfig } from '../../shared/config/resolve-config.ts';
import { createAdmission } from '../../shared/http/admit-request.ts';
import type { Api } from '../../shared/http/api.ts';
import { createFetch, type Fetch } from '../../shared/http/create-fetch.ts';
import { InFlight } from '../../shared/http/in-flight.ts';
import { compileKernels, createWasmKernels } from '../../shared/kernels/wasm-kernels.ts';
import { createLog, type Log } from '../../shared/telemetry/log.ts';
import { createMetrics } from '../../shared/telemetry/metrics.ts';
import { createMetricsRenderer } from '../../shared/telemetry/prometheus-text.ts';

const kernels = compileKernels();

export interface TestServer {
  /** `ask('/generate', json({…}))`: through admission, routing and problems, without a socket. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  readonly fetch: Fetch;
  readonly api: Api;
  readonly log: string[];
  activeGenerations(): number;
}

export interface TestServerOptions {
  readonly config?: Partial<{ [Section in keyof Config]: Partial<Config[Section]> }>;
  readonly dependencies?: Partial<GenerateDependencies>;
}

/** The generate function as its process wires it, with a log that tests can read. */
export function createTestServer({ config: changes = {}, dependencies }: TestServerOptions = {}): TestServer {
  const config = configWith(changes);
  const lines: string[] = [];
  const log = createTestLog(lines);
  const metrics = createMetrics(async () => createMetricsRenderer());
  let seed = 1_000;
  const { api, activeGenerations } = createGenerateApp({
    config,
    metrics,
    log,
    version: '0.0.0',
    workers: 1,
    drawSeed: () => seed++,
    createKernels: () => createWasmKernels(kernels),
    stopping: new AbortController().signal,
    ...dependencies,
  });
  const admit = createAdmission({
    allowedHosts: config.server.allowed_hosts,
    corsOrigins: config.server.cors_origins,
    ...(config.security.api_key !== undefined && { apiKey: config.security.api_key }),
  });
  const timeoutMs = config.server.request_timeout_seconds * 1_000;
  const fetch = createFetch({
    select: () => api,
    admit,
    log,
    metrics,
    timeoutMs,
    inFlight: new InFlight(config.server.max_in_flight),
    component: 'generate',
  });
  return {
    ask: (path, init) => fetch(new Request(`http://localhost${path}`, init)),
    fetch,
    api,
    log: lines,
    activeGenerations,
  };
}

/** The default configuration with some values replaced. */
export function configWith(changes: NonNullable<TestServerOptions['config']> = {}): Config {
  const { config } = resolveConfig({});
  const sections = Object.entries(config).map(([name, section]) => [
    name,
    { ...section, ...changes[name as keyof Config] },
  ]);
  return Object.fromEntries(sections) as Config;
}

export function createTestLog(lines: string[]): Log {
  return createLog({ level: 'debug', format: 'json', write: (text) => lines.push(text), now: () => 0 });
}

/** A POST with a JSON body: an object, or text that is sent as it stands. */
export function json(body: unknown, headers: Record<string, string> = {}): RequestInit {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const length = String(new TextEncoder().encode(text).length);
  return {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/json', 'content-length': length, ...headers },
  };
}
