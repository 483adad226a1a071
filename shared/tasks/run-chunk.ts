import type { PartManifest } from '../contracts/part-manifest.ts';
import type { PlannedJob } from '../contracts/plan.ts';
import type { ClaimedTask } from '../contracts/task.ts';
import { AppError } from '../errors/app-error.ts';
import type { PartWork } from '../workers/part-work.ts';
import type { TaskRun } from '../workers/task-source.ts';
import type { PartRun, WorkerPool } from '../workers/worker-pool.ts';
import type { ChunkUploads } from './chunk-uploads.ts';
import type { ReadPlannedJob } from './read-planned-job.ts';

export type ChunkTask = Extract<ClaimedTask, { step: 'chunk' }>;

export interface ChunkDependencies {
  readonly pool: WorkerPool;
  readonly readPlannedJob: ReadPlannedJob;
  readonly uploads: ChunkUploads;
}

/** One chunk on the worker pool: its rows, its part, and the manifest as the task's result. Safe to run twice. */
export function runChunk(task: ChunkTask, { pool, readPlannedJob, uploads }: ChunkDependencies): TaskRun {
  const { tenant_id: tenantId, job_id: jobId, plan_hash: planHash, range } = task;
  let part: PartRun | undefined;
  let isCancelled = false;

  function run(planned: PlannedJob, upload: PartWork['upload']): Promise<PartManifest> {
    if (isCancelled) throw new AppError('CANCELLED', 'the chunk was cancelled');
    part = pool.run({ tenantId, jobId, planHash, range, ...(upload !== undefined && { upload }) }, planned);
    return part.manifest;
  }

  /** An upload that was open a moment ago can be gone: aborted by a rule of the store, or by whoever tidies it. */
  async function runUploading(planned: PlannedJob): Promise<PartManifest> {
    const upload = await uploads.open(task, planned.plan);
    return run(planned, upload).catch(async (thrown: unknown) => {
      const isGone = thrown instanceof AppError && thrown.code === 'FILE_NOT_FOUND';
      if (upload === undefined || !isGone) throw thrown;
      return run(planned, await uploads.reopen(task, planned.plan, upload));
    });
  }

  return {
    result: readPlannedJob(tenantId, planHash).then(runUploading),
    rowsDone: () => part?.rowsDone() ?? 0,
    cancel() {
      isCancelled = true;
      part?.cancel();
    },
  };
}
