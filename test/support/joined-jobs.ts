import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import type { ClaimedTask } from '../../shared/contracts/task.ts';
import type { Database } from '../../shared/database/database.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { createJobStore } from '../../shared/jobs/create-job-store.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';
import { datasetFileKey } from '../../shared/objects/object-keys.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import { finishDatasets } from '../../shared/tasks/finish-datasets.ts';
import { createStartTask } from '../../shared/tasks/start-task.ts';
import { type SubmittedJob, submitJob } from '../../shared/tasks/submit-job.ts';
import type { WorkerPool } from '../../shared/workers/worker-pool.ts';
import { TENANT, WORKER } from './job-store-harness.ts';
import { createThreadFreePool } from './thread-free-pool.ts';

/** What a step of a job meets; thrown things end the attempt as they do in a worker. */
export interface TaskHooks {
  /** Before each attempt of a task. */
  readonly before?: (task: ClaimedTask) => void | Promise<void>;
}

/** Jobs run task by task in this process, on a migrated database and any store. */
export interface JoinedJobs {
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  /** Submits and runs; answers the id. */
  run(job: SubmittedJob, hooks?: TaskHooks): Promise<string>;
  /** Submits and starts; answers the id. */
  submit(job: SubmittedJob): Promise<string>;
  /** Runs tasks of a kind until none is left to claim; answers how often each attempt ended how. */
  work(
    step?: ClaimedTask['step'],
    hooks?: TaskHooks,
  ): Promise<{ completed: number; givenBack: number; failed: number }>;
  /** Ends the jobs whose files are all there; the bytes of their files, by name. */
  finish(jobId: string): Promise<{ manifest: DatasetManifest; files: Map<string, Uint8Array> }>;
}

export function createJoinedJobs(
  database: Database,
  objects: ObjectStore,
  pool: WorkerPool = createThreadFreePool(objects),
): JoinedJobs {
  const jobs = createJobStore(database, { retryPolicy: { ...NO_BACKOFF, maximumAttempts: 4 } });
  const start = createStartTask({ pool, jobs, objects });

  async function submit(job: SubmittedJob): Promise<string> {
    const { id } = (await submitJob(job, { jobs, objects })).job;
    await jobs.advanceJob(TENANT, id);
    return id;
  }

  async function attempt(task: ClaimedTask, { before }: TaskHooks): Promise<'completed' | 'givenBack' | 'failed'> {
    try {
      await before?.(task);
      await jobs.completeTask(task, await start(task).result);
      return 'completed';
    } catch (thrown) {
      const { code, message, isRetryable } = AppError.from(thrown);
      if (code === 'LEASE_LOST') return 'givenBack';
      if (code === 'INTERNAL') throw thrown;
      await jobs.failTask(task, { code, message, isRetryable });
      return 'failed';
    }
  }

  const work: JoinedJobs['work'] = async (step, hooks = {}) => {
    const counts = { completed: 0, givenBack: 0, failed: 0 };
    for (;;) {
      await database.execute(
        "UPDATE tasks SET not_before = '-infinity' WHERE state = 'pending' AND not_before < 'infinity'",
      );
      const tasks = await jobs.claimTasks(WORKER, pool.workers, step);
      if (tasks.length === 0) return counts;
      for (const ending of await Promise.all(tasks.map((task) => attempt(task, hooks)))) counts[ending] += 1;
    }
  };

  return {
    jobs,
    objects,
    submit,
    work,
    async run(job, hooks) {
      const id = await submit(job);
      await work(undefined, hooks);
      return id;
    },
    async finish(jobId) {
      await finishDatasets({ jobs, objects });
      const manifest = await jobs.getManifest(TENANT, jobId);
      const files = new Map<string, Uint8Array>();
      for (const { name } of manifest.tables.flatMap((table) => table.files))
        files.set(name, await objects.read(datasetFileKey(TENANT, manifest.dataset_id, name)));
      return { manifest, files };
    },
  };
}

const NO_BACKOFF = { initialIntervalMs: 0, backoffCoefficient: 1, maximumIntervalMs: 0 };
