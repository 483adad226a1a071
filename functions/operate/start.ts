import { availableParallelism } from 'node:os';
import { createCacheObserver } from '../../shared/cache/observe-cache.ts';
import { openCache } from '../../shared/cache/open-cache.ts';
import type { Config } from '../../shared/config/config.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import { VERSION } from '../../shared/config/version.ts';
import { type RunningProcess, runProcess } from '../../shared/http/run-process.ts';
import { serveFunctions } from '../../shared/http/serve-functions.ts';
import { connectStores } from '../../shared/tasks/connect-stores.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import { createMetrics } from '../../shared/telemetry/metrics.ts';
import { createMetricsRenderer } from '../../shared/telemetry/prometheus-text.ts';
import { createOperateApp } from './app.ts';
import type { OperateDependencies } from './dependencies.ts';

/** Serves the operate function alone until SIGTERM. */
export function startOperate(program: NodeJS.Process): Promise<void> {
  return runProcess(program, async () => {
    const { config } = loadConfig({ env: program.env, cwd: program.cwd() });
    return { monitoring: config.monitoring, version: VERSION, start: (log) => serve(config, log) };
  });
}

async function serve(config: Config, log: Log): Promise<RunningProcess> {
  const metrics = createMetrics(async () => createMetricsRenderer());
  const cache = await openCache({ config, observer: createCacheObserver(metrics, log) });
  const stores = await connect(config);
  const api = createOperateApp({
    config,
    metrics,
    version: VERSION,
    workers: config.generation.parallel_workers || availableParallelism(),
    startedMs: performance.now(),
    now: Date.now,
    activeGenerations: () => 0,
    cache,
    ...(stores !== undefined && { stores }),
  });
  const listener = await serveFunctions({ select: () => api, component: 'operate', log, metrics }, config);
  return {
    host: listener.host,
    port: listener.port,
    async close() {
      await listener.close(config.server.drain_seconds * 900);
      await stores?.database.close();
      await cache?.close();
    },
  };
}

async function connect(config: Config): Promise<OperateDependencies['stores']> {
  const { url } = config.database;
  return url === undefined ? undefined : connectStores(url, config);
}
