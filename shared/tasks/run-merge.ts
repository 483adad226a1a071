import { datasetIdOf } from '../contracts/dataset-id.ts';
import type { DatasetFile } from '../contracts/dataset-manifest.ts';
import type { ClaimedTask } from '../contracts/task.ts';
import { mergePartsOf } from '../formats/merge-parts.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { datasetFileKey } from '../objects/object-keys.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { TaskRun } from '../workers/task-source.ts';
import { mergeFile } from './merge-file.ts';

export type MergeTask = Extract<ClaimedTask, { step: 'merge' }>;

export interface MergeDependencies {
  readonly jobs: Pick<JobStore, 'readPlan' | 'readParts'>;
  readonly objects: ObjectStore;
  /** Begins `work` when it is this merge's turn. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** One file of a dataset from its parts; the file's entry in the manifest is the task's result. Safe to run twice. */
export function runMerge(task: MergeTask, dependencies: MergeDependencies): TaskRun {
  const cancelling = new AbortController();
  return {
    result: dependencies.inTurn(() => merge(task, dependencies, cancelling.signal)),
    rowsDone: () => 0,
    cancel: () => cancelling.abort(),
  };
}

async function merge(task: MergeTask, dependencies: MergeDependencies, signal: AbortSignal): Promise<DatasetFile> {
  const { tenant_id: tenantId, job_id: jobId, range } = task;
  const { jobs, objects } = dependencies;
  const plan = await jobs.readPlan(tenantId, task.plan_hash);
  return mergeFile(range, datasetFileKey(tenantId, datasetIdOf(jobId), range.file_name), {
    objects,
    readParts: (chunks) => jobs.readParts(tenantId, jobId, chunks),
    mergeParts: mergePartsOf(plan, range.table),
    signal,
  });
}

/** Lets one at a time through, in order of arrival: a merge keeps the disk busy by itself. */
export function createTurns(): MergeDependencies['inTurn'] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
