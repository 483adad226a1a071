import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { VERSION } from '../../shared/config/version.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPostgresDatabase } from '../../shared/database/postgres-database.ts';
import { type ServedFunction, serveFunction } from '../../shared/http/serve-function.ts';
import { createJobStore } from '../../shared/jobs/create-job-store.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';
import { createFolderObjectStore } from '../../shared/objects/folder-object-store.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import { finishDatasets } from '../../shared/tasks/finish-datasets.ts';
import { createTurns, type MergeTask, runMerge } from '../../shared/tasks/run-merge.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import type { Metrics } from '../../shared/telemetry/metrics.ts';
import { startClaimLoop } from '../../shared/workers/claim-loop.ts';
import { createDoorbell } from '../../shared/workers/doorbell.ts';
import type { JobAddress } from '../../shared/workers/task-source.ts';
import { createMergeApp } from './app.ts';
import { type MergeConfig, readConfig } from './config.ts';

/** One request works no longer than this: platforms cut requests, and rings are cheap. */
const BUDGET_MS = 60_000;
const JOBS_AT_ONCE = 100;

/** Serves the merge function until SIGTERM. */
export function start(program: NodeJS.Process): Promise<void> {
  return serveFunction(program, {
    name: 'merge',
    version: VERSION,
    readConfig: () => readConfig(program.env, program.cwd()),
    start: startMerge,
  });
}

async function startMerge(
  config: MergeConfig,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): Promise<ServedFunction> {
  const database = await createPostgresDatabase(config.database.url);
  await migrate(database);
  const jobs = createJobStore(database, { leaseMs: config.processing.lease_seconds * 1_000 });
  const objects = createFolderObjectStore(join(config.storage.data_dir, 'objects'), { isDurable: true });
  const worker = { slot: `merge:${hostname()}:${config.server.port}`, incarnation: randomUUID() };
  await jobs.expireSlot(worker.slot, worker.incarnation);
  const onError = (error: unknown) =>
    log.error('task_failed', { message: error instanceof Error ? error.message : 'unknown' });
  const doorbell = createDoorbell(() => startMergeLoop({ jobs, objects, worker, onError }));
  const probes = { version: VERSION, readiness: { database, objects, now: Date.now }, metrics: () => metrics.render() };
  return {
    api: createMergeApp(doorbell, probes),
    async close() {
      await doorbell.stop();
      await database.close();
    },
  };
}

interface MergeParts {
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  readonly worker: { readonly slot: string; readonly incarnation: string };
  readonly onError: (error: unknown) => void;
}

function startMergeLoop({ jobs, objects, worker, onError }: MergeParts) {
  const inTurn = createTurns();
  return startClaimLoop({
    tasks: jobs,
    worker,
    step: 'merge',
    parallel: 1,
    start: (task) => runMerge(task as MergeTask, { jobs, objects, inTurn }),
    moveJobs: (moved) => moveJobs(moved, { jobs, objects }),
    budgetMs: BUDGET_MS,
    onError,
  });
}

async function moveJobs(
  moved: readonly JobAddress[] | 'all',
  { jobs, objects }: Pick<MergeParts, 'jobs' | 'objects'>,
): Promise<boolean> {
  let hasMoved = false;
  for (const { tenantId, jobId } of moved === 'all' ? await jobs.listActive(JOBS_AT_ONCE) : moved)
    hasMoved = (await jobs.advanceJob(tenantId, jobId)) || hasMoved;
  const finished = await finishDatasets({ jobs, objects });
  return hasMoved || finished.length > 0;
}
