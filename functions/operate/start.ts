import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../shared/config/config.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import { VERSION } from '../../shared/config/version.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPostgresDatabase } from '../../shared/database/postgres-database.ts';
import { type RunningProcess, runProcess } from '../../shared/http/run-process.ts';
import { serveFunctions } from '../../shared/http/serve-functions.ts';
import { createJobStore } from '../../shared/jobs/create-job-store.ts';
import { createFolderObjectStore } from '../../shared/objects/folder-object-store.ts';
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
  const stores = await connect(config);
  const api = createOperateApp({
    config,
    metrics,
    version: VERSION,
    workers: config.generation.parallel_workers || availableParallelism(),
    startedMs: performance.now(),
    now: Date.now,
    activeGenerations: () => 0,
    ...(stores !== undefined && { stores }),
  });
  const listener = await serveFunctions({ select: () => api, component: 'operate', log, metrics }, config);
  return {
    host: listener.host,
    port: listener.port,
    async close() {
      await listener.close(config.server.drain_seconds * 900);
      await stores?.database.close();
    },
  };
}

async function connect({ database: { url }, storage }: Config): Promise<OperateDependencies['stores']> {
  if (url === undefined) return undefined;
  const database = await createPostgresDatabase(url);
  await migrate(database);
  const objects = createFolderObjectStore(join(storage.data_dir, 'objects'), { isDurable: true });
  return { database, jobs: createJobStore(database), objects };
}
