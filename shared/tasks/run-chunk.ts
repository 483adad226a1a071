import type { Plan } from '../contracts/plan.ts';
import type { ClaimedTask } from '../contracts/task.ts';
import { AppError } from '../errors/app-error.ts';
import type { TaskRun } from '../workers/task-source.ts';
import type { PartRun, WorkerPool } from '../workers/worker-pool.ts';

export type ChunkTask = Extract<ClaimedTask, { step: 'chunk' }>;

export interface ChunkDependencies {
  readonly pool: WorkerPool;
  readonly readPlan: (tenantId: string, planHash: string) => Promise<Plan>;
}

/** One chunk on the worker pool: its rows, its part, and the manifest as the task's result. Safe to run twice. */
export function runChunk(task: ChunkTask, { pool, readPlan }: ChunkDependencies): TaskRun {
  const { tenant_id: tenantId, job_id: jobId, plan_hash: planHash, range } = task;
  let part: PartRun | undefined;
  let isCancelled = false;
  const result = readPlan(tenantId, planHash).then((plan) => {
    if (isCancelled) throw new AppError('CANCELLED', 'the chunk was cancelled');
    part = pool.run({ tenantId, jobId, planHash, range }, plan);
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
