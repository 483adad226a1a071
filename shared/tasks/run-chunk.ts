import type { ClaimedTask } from '../contracts/task.ts';
import { AppError } from '../errors/app-error.ts';
import type { TaskRun } from '../workers/task-source.ts';
import type { PartRun, WorkerPool } from '../workers/worker-pool.ts';
import type { ReadPlannedJob } from './read-planned-job.ts';

export type ChunkTask = Extract<ClaimedTask, { step: 'chunk' }>;

export interface ChunkDependencies {
  readonly pool: WorkerPool;
  readonly readPlannedJob: ReadPlannedJob;
}

/** One chunk on the worker pool: its rows, its part, and the manifest as the task's result. Safe to run twice. */
export function runChunk(task: ChunkTask, { pool, readPlannedJob }: ChunkDependencies): TaskRun {
  const { tenant_id: tenantId, job_id: jobId, plan_hash: planHash, range } = task;
  let part: PartRun | undefined;
  let isCancelled = false;
  const result = readPlannedJob(tenantId, planHash).then((planned) => {
    if (isCancelled) throw new AppError('CANCELLED', 'the chunk was cancelled');
    part = pool.run({ tenantId, jobId, planHash, range }, planned);
    return part.manifest;
  });
  return {
    result,
    rowsDone: () => part?.rowsDone() ?? 0,
    cancel() {
      isCancelled = true;
      part?.cancel();
    },
  };
}
