import { randomInt } from 'node:crypto';
import type { Config } from '../../shared/config/config.ts';
import { VERSION } from '../../shared/config/version.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { createAdmission } from '../../shared/http/admit-request.ts';
import { createFetch } from '../../shared/http/create-fetch.ts';
import { listen } from '../../shared/http/listen.ts';
import { stopOnSignal } from '../../shared/http/stop-on-signal.ts';
import { compileKernels, createWasmKernels } from '../../shared/kernels/wasm-kernels.ts';
import { createLineBuffer } from '../../shared/telemetry/line-buffer.ts';
import { createLog } from '../../shared/telemetry/log.ts';
import { createMetrics } from '../../shared/telemetry/metrics.ts';
import { createGenerateApp } from './app.ts';
import type { JobStores } from './dependencies.ts';
import { readConfig } from './read-config.ts';

/** Serves the generate function alone until SIGTERM. Without DATABASE_URL rows are answered and jobs are refused. */
export async function startGenerate(program: NodeJS.Process): Promise<void> {
  try {
    await serve(program);
  } catch (thrown) {
    const error = AppError.from(thrown);
    program.stderr.write(`${error.message}\n`);
    program.exitCode = 1;
  }
}

async function serve(program: NodeJS.Process): Promise<void> {
  const { config } = await readConfig(program.env, program.cwd());
  const lines = createLineBuffer((text) => program.stdout.write(text));
  const { log_level: level, log_format: format } = config.monitoring;
  const log = createLog({ level, format, write: lines.write, now: Date.now });
  const metrics = createMetrics(loadRenderer);
  const stopping = new AbortController();
  const stores = await connect(config);
  const kernels = compileKernels();
  const { api } = createGenerateApp({
    config,
    metrics,
    version: VERSION,
    workers: Math.max(1, config.generation.parallel_workers),
    drawSeed,
    createKernels: () => createWasmKernels(kernels),
    stopping: stopping.signal,
    ...(stores !== undefined && { stores }),
  });
  const { server, security } = config;
  const admit = createAdmission({
    allowedHosts: [server.host, ...server.allowed_hosts],
    corsOrigins: server.cors_origins,
    ...(security.api_key !== undefined && { apiKey: security.api_key }),
  });
  const timeoutMs = server.request_timeout_seconds * 1_000;
  const fetch = createFetch({ select: () => api, admit, log, metrics, timeoutMs, component: 'generate' });
  const listener = await listen({ fetch, host: server.host, port: server.port, requestTimeoutMs: timeoutMs });
  log.info('server_started', { host: listener.host, port: listener.port, version: VERSION });
  stopOnSignal(program, async (signal) => {
    log.info('server_stopping', { signal });
    stopping.abort();
    await listener.close(server.drain_seconds * 1_000);
    await stores?.database.close();
    log.info('server_stopped');
    lines.flush();
  });
}

async function loadRenderer() {
  const { createMetricsRenderer } = await import('../../shared/telemetry/prometheus-text.ts');
  return createMetricsRenderer();
}

async function connect(config: Config): Promise<JobStores | undefined> {
  const { url } = config.database;
  if (url === undefined) return undefined;
  const { connectStores } = await import('./connect-stores.ts');
  return connectStores(url, config);
}

/** 0..2^53-1. `randomInt` spans 48 bits, so that two of them are put together. */
function drawSeed(): number {
  return randomInt(2 ** 27) * 2 ** 26 + randomInt(2 ** 26);
}
