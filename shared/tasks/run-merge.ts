import { datasetIdOf } from '../contracts/dataset-id.ts';
import type { DatasetFile } from '../contracts/dataset-manifest.ts';
import type { ClaimedTask } from '../contracts/task.ts';
import { AppError } from '../errors/app-error.ts';
import { mergePartsOf } from '../formats/merge-parts.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { datasetFileKey } from '../objects/object-keys.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { TaskRun } from '../workers/task-source.ts';
import { joinFile } from './join-file.ts';
import { mergeFile } from './merge-file.ts';

export type MergeTask = Extract<ClaimedTask, { step: 'merge' }>;

export interface MergeDependencies {
  readonly jobs: Pick<JobStore, 'readPlan' | 'readParts' | 'findUpload' | 'keepUpload' | 'redoChunks' | 'releaseTasks'>;
  readonly objects: ObjectStore;
  /** Begins `work` when it is this merge's turn. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** A merge that takes longer gives its task back and is taken up where it stopped: requests are cut at a minute. */
const BUDGET_MS = 40_000;

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
  const { tenant_id: tenantId, job_id: jobId, range: file } = task;
  const { jobs, objects } = dependencies;
  const plan = await jobs.readPlan(tenantId, task.plan_hash);
  const merging = {
    objects,
    readParts: (chunks: Parameters<typeof jobs.readParts>[2]) => jobs.readParts(tenantId, jobId, chunks),
    mergeParts: mergePartsOf(plan, file.table),
    signal,
  };
  if (objects.uploadPartBytesMin === 0)
    return mergeFile(file, datasetFileKey(tenantId, datasetIdOf(jobId), file.file_name), merging);
  const endMs = performance.now() + BUDGET_MS;
  const joined = await joinFile({ task, file }, { ...merging, jobs, hasTime: () => performance.now() < endMs });
  if (joined.kind === 'file') return joined.file;
  await (joined.kind === 'lost' ? jobs.redoChunks(task, joined.chunkIndexes) : jobs.releaseTasks([task]));
  throw new AppError('LEASE_LOST', `the merge of file ${file.file_name} was given back and goes on later`);
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
