import type { ClaimedTask } from '../contracts/task.ts';

export interface FinishedTask {
  readonly task: ClaimedTask;
  readonly result: unknown;
}

/** What a worker asks of the job store (`shared/jobs/job-store.ts` says what each call promises). */
export interface TaskSource {
  claimTasks(
    worker: { slot: string; incarnation: string },
    count: number,
    step?: ClaimedTask['step'],
  ): Promise<ClaimedTask[]>;
  renewLeases(tasks: readonly ClaimedTask[]): Promise<{ lost: ClaimedTask[]; cancelled: ClaimedTask[] }>;
  completeTasks(finished: readonly FinishedTask[]): Promise<{ lost: ClaimedTask[]; advanced: JobAddress[] }>;
  failTask(task: ClaimedTask, failure: { code: string; message: string; isRetryable: boolean }): Promise<void>;
  releaseTasks(tasks: readonly ClaimedTask[]): Promise<void>;
  reportProgress(task: ClaimedTask, rows: number): Promise<void>;
}

/**
 * One task at work. `result` is the step's result contract; it rejects soon after `cancel`, and with LEASE_LOST when the
 * run has given its lease back itself.
 */
export interface TaskRun {
  readonly result: Promise<unknown>;
  rowsDone(): number;
  cancel(): void;
}

export interface JobAddress {
  readonly tenantId: string;
  readonly jobId: string;
}

/** What became of a task here: `dropped` belongs to somebody else now, `released` goes back to the queue. */
export type TaskEnding = 'completed' | 'failed' | 'dropped' | 'released';

export interface TaskReport {
  readonly task: ClaimedTask;
  readonly ending: TaskEnding;
  /** From the claim to the ending. */
  readonly seconds: number;
  readonly result?: unknown;
  readonly error?: unknown;
}
