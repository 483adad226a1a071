import { availableParallelism } from 'node:os';
import type { ConfigWithDatabase } from '../../shared/config/require-database.ts';
import { VERSION } from '../../shared/config/version.ts';
import { createRing } from '../../shared/http/ring-function.ts';
import { type ServedFunction, serveFunction } from '../../shared/http/serve-function.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';
import { compileKernels } from '../../shared/kernels/wasm-kernels.ts';
import { type ChunkUploads, createChunkUploads } from '../../shared/tasks/chunk-uploads.ts';
import { advanceJobs } from '../../shared/tasks/move-jobs.ts';
import { createPlannedJobReader, type ReadPlannedJob } from '../../shared/tasks/read-planned-job.ts';
import { registerWorker } from '../../shared/tasks/register-worker.ts';
import { type ChunkTask, runChunk } from '../../shared/tasks/run-chunk.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import type { Metrics } from '../../shared/telemetry/metrics.ts';
import { type ClaimLoopOptions, startClaimLoop } from '../../shared/workers/claim-loop.ts';
import { createDoorbell } from '../../shared/workers/doorbell.ts';
import { requireWorkers } from '../../shared/workers/require-workers.ts';
import { createWorkerPool, type WorkerPool } from '../../shared/workers/worker-pool.ts';
import { createChunkApp } from './app.ts';
import { readConfig } from './config.ts';

/** One open request works no longer than this: platforms cut requests, and rings are cheap. */
const INLINE_BUDGET_MS = 60_000;

/** Serves the chunk function until SIGTERM. */
export function start(program: NodeJS.Process): Promise<void> {
  return serveFunction(program, {
    name: 'chunk',
    version: VERSION,
    readConfig: () => readConfig(program.env, program.cwd()),
    internal: ({ security }) => ({ secret: security.internal_secret, trustedTriggers: [] }),
    start: startChunk,
  });
}

async function startChunk(
  config: ConfigWithDatabase,
  telemetry: { readonly log: Log; readonly metrics: Metrics },
): Promise<ServedFunction> {
  const { database, jobs, objects, objectsAddress, worker, observers } = await registerWorker(
    'chunk',
    config,
    telemetry,
  );
  const workers = config.generation.parallel_workers || availableParallelism();
  const pool = createWorkerPool({ workers, kernels: compileKernels(), objects: objectsAddress });
  const ring = createRing(config, telemetry.log);
  const readPlannedJob = createPlannedJobReader({ jobs, objects });
  const uploads = createChunkUploads({ jobs, objects });
  const { run_mode: runMode } = config.processing;
  const budgetMs = runMode === 'inline' ? INLINE_BUDGET_MS : Number.POSITIVE_INFINITY;
  const onSurplus = () => void ring('chunk');
  // Files that can be merged should not wait until all chunks of all jobs are made.
  const moveJobs: ClaimLoopOptions['moveJobs'] = async (moved) => {
    const hasMoved = await advanceJobs(jobs, moved);
    if (hasMoved) void ring('merge');
    return hasMoved;
  };
  const doorbell = createDoorbell(
    () => startChunkLoop({ jobs, pool, readPlannedJob, uploads, worker, moveJobs, budgetMs, onSurplus, observers }),
    async ({ isDrained }) => {
      await Promise.all([ring('merge'), !isDrained && ring('chunk')]);
    },
  );
  const readiness = { database, objects, jobs, checkProcessing: () => requireWorkers(pool), now: Date.now };
  const probes = { version: VERSION, readiness, metrics: () => telemetry.metrics.render() };
  return {
    api: createChunkApp({ ring: () => doorbell.ring(), runMode, onError: observers.onError }, probes),
    async close() {
      await doorbell.stop();
      await pool.close();
      await database.close();
    },
  };
}

interface ChunkParts {
  readonly jobs: JobStore;
  readonly pool: WorkerPool;
  readonly readPlannedJob: ReadPlannedJob;
  readonly uploads: ChunkUploads;
  readonly moveJobs: ClaimLoopOptions['moveJobs'];
  readonly worker: { readonly slot: string; readonly incarnation: string };
  readonly budgetMs: number;
  /** More is to do than this process has taken. */
  readonly onSurplus: () => void;
  readonly observers: Pick<ClaimLoopOptions, 'onTaskEnd' | 'onError'>;
}

function startChunkLoop({
  jobs,
  pool,
  readPlannedJob,
  uploads,
  worker,
  moveJobs,
  budgetMs,
  onSurplus,
  observers,
}: ChunkParts) {
  return startClaimLoop({
    tasks: jobs,
    worker,
    step: 'chunk',
    parallel: pool.workers,
    start: (task) => runChunk(task as ChunkTask, { pool, readPlannedJob, uploads }),
    moveJobs,
    budgetMs,
    onSurplus,
    ...observers,
  });
}
