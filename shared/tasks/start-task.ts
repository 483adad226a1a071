import type { ClaimedTask } from '../contracts/task.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { TaskRun } from '../workers/task-source.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import { createChunkUploads } from './chunk-uploads.ts';
import { createPlannedJobReader } from './read-planned-job.ts';
import { runChunk } from './run-chunk.ts';
import { createTurns, type MergeDependencies, runMerge } from './run-merge.ts';

export interface StartTaskDependencies {
  readonly pool: WorkerPool;
  readonly jobs: MergeDependencies['jobs'];
  readonly objects: ObjectStore;
}

/** Starts tasks of any step: chunks on the pool, merges one after another beside it. */
export function createStartTask({ pool, jobs, objects }: StartTaskDependencies): (task: ClaimedTask) => TaskRun {
  const inTurn = createTurns();
  const readPlannedJob = createPlannedJobReader({ jobs, objects });
  const uploads = createChunkUploads({ jobs, objects });
  return (task) =>
    task.step === 'chunk'
      ? runChunk(task, { pool, readPlannedJob, uploads })
      : runMerge(task, { jobs, objects, inTurn });
}
