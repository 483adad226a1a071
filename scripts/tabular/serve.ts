import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { createCatalogApp } from '../../functions/catalog/app.ts';
import { createGenerateApp } from '../../functions/generate/app.ts';
import { createOperateApp } from '../../functions/operate/app.ts';
import { createTickApp } from '../../functions/tick/app.ts';
import type { Cache } from '../../shared/cache/cache.ts';
import { createCacheObserver } from '../../shared/cache/observe-cache.ts';
import { openCache } from '../../shared/cache/open-cache.ts';
import type { Config } from '../../shared/config/config.ts';
import { VERSION } from '../../shared/config/version.ts';
import type { Api } from '../../shared/http/api.ts';
import { serveFunctions } from '../../shared/http/serve-functions.ts';
import { createInboxStore } from '../../shared/inbox/create-inbox-store.ts';
import { compileKernels, createWasmKernels } from '../../shared/kernels/wasm-kernels.ts';
import { createScheduleStore } from '../../shared/schedules/create-schedule-store.ts';
import { cacheSchemas } from '../../shared/schemas/cached-schema-store.ts';
import { createSchemaStore } from '../../shared/schemas/create-schema-store.ts';
import { locateBucket } from '../../shared/tasks/locate-objects.ts';
import { createJobObserver } from '../../shared/tasks/observe-jobs.ts';
import { createFailureObserver, createTaskObserver } from '../../shared/tasks/observe-tasks.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import { createMetrics, type Metrics } from '../../shared/telemetry/metrics.ts';
import { readStack } from '../stack/read-stack.ts';
import { routesOf } from '../stack/routes.ts';
import { type EmbeddedPlatform, startEmbeddedPlatform } from './embedded-platform.ts';
import { type Maintenance, startMaintenance } from './maintenance.ts';
import { createRingApi } from './ring-api.ts';
import { createSelect } from './route-table.ts';

/** The whole product in one process, listening. */
export interface EmbeddedServer {
  readonly host: string;
  readonly port: number;
  readonly platform: EmbeddedPlatform;
  /** Ends streams with `retry`, lets requests end, gives leases back; takes at most `server.drain_seconds`. */
  close(): Promise<void>;
}

/**
 * Opens the data folder, resumes what an earlier process left and serves every function. Errors: DATA_FOLDER_IN_USE,
 * DATA_FOLDER_VERSION, DATABASE_UNAVAILABLE, INVALID_CONFIG for an address that is taken.
 */
export async function serveEmbedded(config: Config, log: Log): Promise<EmbeddedServer> {
  const metrics = createMetrics(async () =>
    (await import('../../shared/telemetry/prometheus-text.ts')).createMetricsRenderer(),
  );
  const stopping = new AbortController();
  const platform = await startPlatform(config, metrics, log);
  const maintenance = startMaintenance(platform, config, log);
  let cache: Cache | undefined;
  try {
    cache = await openCache({ config, observer: createCacheObserver(metrics, log), isWarmed: true });
    const parts = { config, platform, maintenance, cache, metrics, log, stopping: stopping.signal };
    const listener = await openListener(parts);
    log.info('server_started', { host: listener.host, port: listener.port, version: VERSION });
    return {
      host: listener.host,
      port: listener.port,
      platform,
      async close() {
        stopping.abort();
        // Half of the time for requests, the rest for tasks and the database.
        await Promise.all([listener.close(config.server.drain_seconds * 500), maintenance.stop()]);
        await platform.close();
        await cache?.close();
      },
    };
  } catch (error) {
    await maintenance.stop();
    await platform.close();
    await cache?.close();
    throw error;
  }
}

/** Threads that work on chunks: as configured, or one per core. */
function workersOf({ generation }: Config): number {
  return generation.parallel_workers === 0 ? availableParallelism() : generation.parallel_workers;
}

function startPlatform(config: Config, metrics: Metrics, log: Log): Promise<EmbeddedPlatform> {
  const { database, generation, processing, storage } = config;
  const bucket = locateBucket(storage);
  return startEmbeddedPlatform({
    dataFolder: storage.data_dir,
    workers: workersOf(config),
    jobStore: {
      leaseMs: processing.lease_seconds * 1_000,
      maxRunningJobs: generation.max_concurrent,
      observer: createJobObserver(metrics, log),
    },
    onTaskEnd: createTaskObserver(metrics, log),
    onError: createFailureObserver(metrics, log),
    ...(bucket !== undefined && { bucket }),
    database,
  });
}

interface Parts {
  readonly config: Config;
  readonly platform: EmbeddedPlatform;
  readonly maintenance: Maintenance;
  readonly cache: Cache | undefined;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly stopping: AbortSignal;
}

function openListener(parts: Parts) {
  const { config, log, metrics } = parts;
  const select = createSelect(createApis(parts), routesOf(readStack()));
  return serveFunctions({ select, component: 'embedded', log, metrics }, config);
}

function createApis({ config, platform, maintenance, cache, metrics, log, stopping }: Parts): Record<string, Api> {
  const kernels = compileKernels();
  const { database, jobs, objects, workers } = platform;
  const schemas = cacheSchemas(createSchemaStore(database), cache);
  const checkProcessing = () => platform.checkProcessing();
  const generate = createGenerateApp({
    config,
    metrics,
    log,
    checkProcessing,
    version: VERSION,
    workers,
    // Two draws, because one spans 48 bits and seeds have 53.
    drawSeed: () => randomInt(2 ** 27) * 2 ** 26 + randomInt(2 ** 26),
    createKernels: () => createWasmKernels(kernels),
    stores: { database, jobs, objects, schemas, ring: (job) => platform.ring(job) },
    stopping,
    cache,
  });
  const operate = createOperateApp({
    config,
    metrics,
    version: VERSION,
    workers,
    startedMs: performance.now(),
    now: Date.now,
    stores: { database, jobs, objects },
    checkProcessing,
    cache,
    activeGenerations: generate.activeGenerations,
  });
  const probes = {
    version: VERSION,
    readiness: { database, objects, jobs, cache, checkProcessing, now: Date.now },
    metrics: () => metrics.render(),
  };
  const storageEvents = {
    inbox: createInboxStore(database),
    secret: config.security.webhook_secret,
    bucket: config.storage.s3_bucket,
    ring: () => maintenance.trigger(),
  };
  const schedules = {
    store: createScheduleStore(database),
    limits: config.generation,
    ring: () => maintenance.trigger(),
  };
  const bodyLimitBytes = config.server.body_limit_bytes;
  const catalog = createCatalogApp({ schemas, log, bodyLimitBytes, schedules, storageEvents }, probes);
  const doorbell = createRingApi(() => platform.ring(), probes);
  const tick = createTickApp(async () => {
    const report = await maintenance.run();
    platform.ring();
    return report;
  }, probes);
  return { generate: generate.api, catalog, operate, chunk: doorbell, merge: doorbell, tick };
}
