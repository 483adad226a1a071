import type { ClaimedTask } from '../../shared/contracts/task.ts';
import type { Database } from '../../shared/database/database.ts';
import type { JobKey, JobStore } from '../../shared/jobs/job-store.ts';
import { startClaimLoop } from '../../shared/workers/claim-loop.ts';
import type { TaskReport, TaskRun } from '../../shared/workers/task-source.ts';
import { sumReports, type TriggerReport, type Triggers } from './run-triggers.ts';
import { type TidyDependencies, tidyJobs } from './tidy-jobs.ts';

export interface TickDependencies extends Omit<TidyDependencies, 'jobs'> {
  readonly jobs: JobStore;
  readonly database: Pick<Database, 'maintain'>;
  readonly worker: { readonly slot: string; readonly incarnation: string };
  /** Tasks run at the same time. */
  readonly parallel: number;
  /** A running job without progress for so long fails. */
  readonly deadlineSeconds: number;
  /** Makes jobs of what is due and of what has arrived, and brings results. */
  readonly triggers: Triggers;
  /** Runs one claimed task. */
  readonly startTask: (task: ClaimedTask) => TaskRun;
  /** Writes the manifests of jobs whose files are all there and ends them; answers those jobs. */
  readonly finishDatasets: () => Promise<readonly JobKey[]>;
  /** More waits to be done than this tick takes. */
  readonly onSurplus?: () => void;
  readonly onTaskEnd?: (report: TaskReport) => void;
  readonly onError?: (error: unknown) => void;
}

export interface TickOptions {
  /** Nothing is claimed after this time; a task that runs then is finished. */
  readonly budgetMs?: number;
  /** Aborting stops the tasks that run and gives their leases back. */
  readonly signal?: AbortSignal;
}

/** What one tick did, for its log line. */
export interface TickReport extends TriggerReport {
  readonly expired_leases: number;
  readonly stalled_jobs: number;
  readonly ended_tasks: number;
  readonly retired_jobs: number;
  readonly aborted_uploads: number;
  readonly moved_datasets: number;
}

const BUDGET_MS = 50_000;
const JOBS_AT_ONCE = 100;

/**
 * Repairs what crashes left, then works itself: called again and again it alone finishes every job. Any number of
 * ticks may run at once.
 */
export async function runTick(
  dependencies: TickDependencies,
  { budgetMs = BUDGET_MS, signal }: TickOptions = {},
): Promise<TickReport> {
  const { jobs } = dependencies;
  const expired = await jobs.expireLeases();
  const stalled = await jobs.failStalled(dependencies.deadlineSeconds);
  const before = await dependencies.triggers(signal);
  const ended = await workOnTasks(dependencies, { budgetMs, signal });
  // What has ended just now need not wait for the next tick.
  const after = await dependencies.triggers(signal);
  const { retired, abortedUploads, movedDatasets } = await tidyJobs(dependencies);
  await dependencies.database.maintain();
  return {
    ...sumReports(before, after),
    expired_leases: expired,
    stalled_jobs: stalled.length,
    ended_tasks: ended,
    retired_jobs: retired,
    aborted_uploads: abortedUploads,
    moved_datasets: movedDatasets,
  };
}

/** Moves every job as far as it goes and runs the tasks that come of it, until nothing is left or the time is over. */
async function workOnTasks(
  dependencies: TickDependencies,
  { budgetMs, signal }: { readonly budgetMs: number; readonly signal: AbortSignal | undefined },
): Promise<number> {
  const { jobs, worker, parallel, startTask, onSurplus, onTaskEnd, onError } = dependencies;
  const loop = startClaimLoop({
    tasks: jobs,
    worker,
    parallel,
    start: startTask,
    moveJobs: () => moveJobs(dependencies),
    budgetMs,
    ...(onSurplus !== undefined && { onSurplus }),
    ...(onTaskEnd !== undefined && { onTaskEnd }),
    ...(onError !== undefined && { onError }),
  });
  const stop = () => void loop.stop();
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  loop.ring();
  try {
    return await loop.ended;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

async function moveJobs({ jobs, finishDatasets }: TickDependencies): Promise<boolean> {
  let hasMoved = false;
  for (const { tenantId, jobId } of await jobs.listActive(JOBS_AT_ONCE)) {
    while (await jobs.advanceJob(tenantId, jobId)) hasMoved = true;
  }
  return (await finishDatasets()).length > 0 || hasMoved;
}
