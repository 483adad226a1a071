import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Cache } from '../../shared/cache/cache.ts';
import { createCacheObserver } from '../../shared/cache/observe-cache.ts';
import { openCache } from '../../shared/cache/open-cache.ts';
import type { Config } from '../../shared/config/config.ts';
import { VERSION } from '../../shared/config/version.ts';
import { type RunningProcess, runProcess } from '../../shared/http/run-process.ts';
import { serveFunctions } from '../../shared/http/serve-functions.ts';
import { compileKernels, createWasmKernels } from '../../shared/kernels/wasm-kernels.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import { createMetrics, type Metrics } from '../../shared/telemetry/metrics.ts';
import { createGenerateApp } from './app.ts';
import type { JobStores } from './dependencies.ts';
import { readConfig } from './read-config.ts';

/** Serves the generate function alone until SIGTERM. Without DATABASE_URL rows are answered and jobs are refused. */
export function startGenerate(program: NodeJS.Process): Promise<void> {
  return runProcess(program, async () => {
    const { config } = await readConfig(program.env, program.cwd());
    return { monitoring: config.monitoring, version: VERSION, start: (log) => serve(config, log) };
  });
}

async function serve(config: Config, log: Log): Promise<RunningProcess> {
  const metrics = createMetrics(loadRenderer);
  const stopping = new AbortController();
  const cache = await openCache({ config, observer: createCacheObserver(metrics, log), isWarmed: true });
  const stores = await connect(config, { log, metrics, cache });
  const kernels = compileKernels();
  const { api } = createGenerateApp({
    config,
    metrics,
    log,
    version: VERSION,
    workers: config.generation.parallel_workers || availableParallelism(),
    drawSeed,
    createKernels: () => createWasmKernels(kernels),
    stopping: stopping.signal,
    cache,
    ...(stores !== undefined && { stores }),
  });
  const listener = await serveFunctions({ select: () => api, component: 'generate', log, metrics }, config);
  return {
    host: listener.host,
    port: listener.port,
    async close() {
      stopping.abort();
      await listener.close(config.server.drain_seconds * 900);
      await stores?.database.close();
      await cache?.close();
    },
  };
}

async function loadRenderer() {
  const { createMetricsRenderer } = await import('../../shared/telemetry/prometheus-text.ts');
  return createMetricsRenderer();
}

async function connect(
  config: Config,
  shared: { readonly log: Log; readonly metrics: Metrics; readonly cache: Cache | undefined },
): Promise<JobStores | undefined> {
  const { url } = config.database;
  if (url === undefined) return undefined;
  const { connectJobStores } = await import('./connect-job-stores.ts');
  return connectJobStores(url, config, shared);
}

/** 0..2^53-1. One draw spans 48 bits, so that two are put together. */
function drawSeed(): number {
  return randomInt(2 ** 27) * 2 ** 26 + randomInt(2 ** 26);
}
