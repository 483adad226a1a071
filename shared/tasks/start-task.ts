import type { ClaimedTask } from '../contracts/task.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { TaskRun } from '../workers/task-source.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import { createPlannedJobReader } from './read-planned-job.ts';
import { runChunk } from './run-chunk.ts';
import { createTurns, runMerge } from './run-merge.ts';

export interface StartTaskDependencies {
  readonly pool: WorkerPool;
  readonly jobs: Pick<JobStore, 'readPlan' | 'readParts'>;
  readonly objects: ObjectStore;
}

/** Starts tasks of any step: chunks on the pool, merges one after another beside it. */
export function createStartTask({ pool, jobs, objects }: StartTaskDependencies): (task: ClaimedTask) => TaskRun {
  const inTurn = createTurns();
  const readPlannedJob = createPlannedJobReader({ jobs, objects });
  return (task) =>
    task.step === 'chunk' ? runChunk(task, { pool, readPlannedJob }) : runMerge(task, { jobs, objects, inTurn });
}
