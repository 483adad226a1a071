import { randomUUID } from 'node:crypto';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import type { ConfigWithDatabase } from '../../shared/config/require-database.ts';
import { VERSION } from '../../shared/config/version.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPostgresDatabase } from '../../shared/database/postgres-database.ts';
import { type ServedFunction, serveFunction } from '../../shared/http/serve-function.ts';
import { createJobStore } from '../../shared/jobs/create-job-store.ts';
import { compileKernels } from '../../shared/kernels/wasm-kernels.ts';
import { createFolderObjectStore } from '../../shared/objects/folder-object-store.ts';
import { finishDatasets } from '../../shared/tasks/finish-datasets.ts';
import { createJobObserver } from '../../shared/tasks/observe-jobs.ts';
import { createFailureObserver, createTaskObserver } from '../../shared/tasks/observe-tasks.ts';
import { createStartTask } from '../../shared/tasks/start-task.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import type { Metrics } from '../../shared/telemetry/metrics.ts';
import { requireWorkers } from '../../shared/workers/require-workers.ts';
import { createWorkerPool } from '../../shared/workers/worker-pool.ts';
import { createTickApp } from './app.ts';
import { readConfig } from './config.ts';
import { runTick } from './run-tick.ts';
import { createTicker } from './ticker.ts';

/** Serves the tick function until SIGTERM. */
export function start(program: NodeJS.Process): Promise<void> {
  return serveFunction(program, {
    name: 'tick',
    version: VERSION,
    readConfig: () => readConfig(program.env, program.cwd()),
    start: startTick,
  });
}

async function startTick(
  { database: { url }, server, storage, generation, processing }: ConfigWithDatabase,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): Promise<ServedFunction> {
  const database = await createPostgresDatabase(url);
  await migrate(database);
  const jobs = createJobStore(database, {
    leaseMs: processing.lease_seconds * 1_000,
    maxRunningJobs: generation.max_concurrent,
    observer: createJobObserver(metrics, log),
  });
  const folder = join(storage.data_dir, 'objects');
  const objects = createFolderObjectStore(folder, { isDurable: true });
  const workers = generation.parallel_workers || availableParallelism();
  const pool = createWorkerPool({ workers, kernels: compileKernels(), folder, isDurable: true });
  const worker = { slot: `tick:${hostname()}:${server.port}`, incarnation: randomUUID() };
  await jobs.expireSlot(worker.slot, worker.incarnation);
  const work = {
    jobs,
    objects,
    database,
    worker,
    parallel: pool.workers,
    deadlineSeconds: processing.job_deadline_seconds,
    retentionDays: processing.retention_days,
    startTask: createStartTask({ pool, jobs, objects }),
    finishDatasets: () => finishDatasets({ jobs, objects }),
    onTaskEnd: createTaskObserver(metrics, log),
    onError: createFailureObserver(metrics, log),
  };
  const ticker = createTicker((signal) => runTick(work, { signal }));
  const readiness = { database, objects, jobs, checkProcessing: () => requireWorkers(pool), now: Date.now };
  const probes = { version: VERSION, readiness, metrics: () => metrics.render() };
  return {
    api: createTickApp(() => ticker.tick(), probes),
    async close() {
      await ticker.stop();
      await pool.close();
      await database.close();
    },
  };
}
