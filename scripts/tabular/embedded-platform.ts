import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { tidyJobs } from '../../functions/tick/tidy-jobs.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Job } from '../../shared/contracts/job.ts';
import { type DataFolder, openDataFolder } from '../../shared/data-folder/data-folder.ts';
import type { Database } from '../../shared/database/database.ts';
import { MIGRATIONS } from '../../shared/database/generated/migrations.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { createJobStore, type JobStoreOptions } from '../../shared/jobs/create-job-store.ts';
import type { JobKey, JobStore } from '../../shared/jobs/job-store.ts';
import { compileKernels } from '../../shared/kernels/wasm-kernels.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import type { S3Address } from '../../shared/objects/object-store-address.ts';
import { openObjectStore } from '../../shared/objects/open-object-store.ts';
import { requireSpace } from '../../shared/objects/require-space.ts';
import { estimateJob } from '../../shared/planning/estimate-job.ts';
import { moveJobs } from '../../shared/tasks/move-jobs.ts';
import { createStartTask } from '../../shared/tasks/start-task.ts';
import { type SubmittedJob, submitJob } from '../../shared/tasks/submit-job.ts';
import { type ClaimLoop, type ClaimTiming, startClaimLoop } from '../../shared/workers/claim-loop.ts';
import { requireWorkers } from '../../shared/workers/require-workers.ts';
import type { TaskReport } from '../../shared/workers/task-source.ts';
import { createWorkerPool, type WorkerPool } from '../../shared/workers/worker-pool.ts';
import { openPlatformDatabase, POSTGRES_MAJOR } from './platform-database.ts';

export interface EmbeddedPlatformOptions {
  /** Everything lies here; locked for this process. */
  readonly dataFolder: string;
  /** Worker threads. */
  readonly workers: number;
  /** A bucket instead of the folder `objects` in the data folder. */
  readonly bucket?: S3Address;
  /** A served PostgreSQL instead of the embedded one; objects are then flushed to the disk before they count. */
  readonly database?: Config['database'];
  readonly jobStore?: JobStoreOptions;
  readonly timing?: Partial<ClaimTiming>;
  /** The worker threads' program; another one in tests. */
  readonly workerEntry?: URL;
  /** For logs and metrics. */
  readonly onTaskEnd?: (report: TaskReport) => void;
  readonly onError?: (error: unknown) => void;
  /** What the stores are used through, here but not in worker threads. */
  readonly wrap?: {
    readonly database?: (database: Database) => Database;
    readonly objects?: (objects: ObjectStore) => ObjectStore;
    readonly jobs?: (jobs: JobStore) => JobStore;
  };
}

/** Database, objects, workers and the loop between them: everything of the embedded process but HTTP. */
export interface EmbeddedPlatform {
  readonly folder: string;
  readonly database: Database;
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  readonly workers: number;
  /** Tasks that this process holds leases on. */
  tasksAtWork(): number;
  /** Throws when nobody works on tasks here any more. */
  checkProcessing(): void;
  /** Makes a job and starts it; STORAGE_FULL when it would not fit. */
  submit(job: SubmittedJob): Promise<{ job: Job; isReplay: boolean }>;
  /** There may be work, or a job to cancel. */
  ring(job?: JobKey): void;
  /** Stops claiming, ends runs at their page, gives leases back, closes everything; takes less than 10 s. */
  close(): Promise<void>;
}

/** A start only clears what a crash left; how long jobs are kept is for maintenance to know. */
const KEEP_JOBS = 0;

/** Opens the folder and resumes whatever an earlier process left. Errors: DATA_FOLDER_IN_USE, DATA_FOLDER_VERSION. */
export async function startEmbeddedPlatform(options: EmbeddedPlatformOptions): Promise<EmbeddedPlatform> {
  const schema = Math.max(...MIGRATIONS.map(({ number }) => number));
  const folder = await openDataFolder(options.dataFolder, { schema, postgres: POSTGRES_MAJOR });
  let database: Database | undefined;
  try {
    const opened = await openPlatformDatabase(folder.databaseFolder, options.database);
    database = options.wrap?.database?.(opened) ?? opened;
    folder.confirmFormat();
    return await startPlatform(folder, database, options);
  } catch (error) {
    await database?.close();
    await folder.close();
    throw error;
  }
}

async function startPlatform(
  folder: DataFolder,
  database: Database,
  options: EmbeddedPlatformOptions,
): Promise<EmbeddedPlatform> {
  const isDurable = options.database?.url !== undefined;
  const address = options.bucket ?? ({ kind: 'folder', folder: folder.objectsFolder, isDurable } as const);
  const opened = openObjectStore(address, { sweepOlderThanMs: 0 });
  const objects = options.wrap?.objects?.(opened) ?? opened;
  const store = createJobStore(database, options.jobStore);
  const jobs = options.wrap?.jobs?.(store) ?? store;
  const worker = { slot: `embedded:${hostname()}:${folder.path}`, incarnation: randomUUID() };
  await (isDurable ? jobs.expireSlot(worker.slot, worker.incarnation) : jobs.expireAllLeases());
  const { workers, workerEntry: entry } = options;
  const pool = createWorkerPool({
    workers,
    kernels: compileKernels(),
    objects: address,
    ...(entry && { entry }),
  });
  const loop = startLoop({ jobs, objects, pool, worker }, options);
  loop.ring();
  const tidied = tidyJobs({ jobs, objects, retentionDays: KEEP_JOBS, now: Date.now }).catch((error) =>
    options.onError?.(error),
  );
  return {
    folder: folder.path,
    database,
    jobs,
    objects,
    workers,
    tasksAtWork: () => loop.tasksAtWork,
    checkProcessing: () => requireProcessing(pool, loop),
    async submit(job) {
      await requireSpace(objects, estimateJob(job.plan).bytes);
      const created = await submitJob(job, { jobs, objects });
      loop.ring({ tenantId: job.tenantId, jobId: created.job.id });
      return created;
    },
    ring: (job) => loop.ring(job),
    async close() {
      await Promise.all([loop.stop(), tidied]);
      await pool.close();
      await database.close();
      await folder.close();
    },
  };
}

/** The loop looks for work every two seconds; so much silence is more than a busy database. */
const QUIET_MS_MAX = 30_000;

function requireProcessing(pool: Pick<WorkerPool, 'isOpen'>, loop: Pick<ClaimLoop, 'quietMs'>): void {
  requireWorkers(pool);
  if (loop.quietMs <= QUIET_MS_MAX) return;
  const seconds = Math.round(loop.quietMs / 1_000);
  throw new AppError('INTERNAL', `nobody has looked for tasks here for ${seconds} s; see worker_failed in the log`);
}

interface LoopParts {
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  readonly pool: WorkerPool;
  readonly worker: { readonly slot: string; readonly incarnation: string };
}

function startLoop({ jobs, objects, pool, worker }: LoopParts, options: EmbeddedPlatformOptions): ClaimLoop {
  const { timing, onTaskEnd, onError } = options;
  return startClaimLoop({
    tasks: jobs,
    worker,
    parallel: pool.workers,
    start: createStartTask({ pool, jobs, objects }),
    moveJobs: (moved) => moveJobs(moved, { jobs, objects }),
    ...(timing && { timing }),
    ...(onTaskEnd && { onTaskEnd }),
    ...(onError && { onError }),
  });
}
