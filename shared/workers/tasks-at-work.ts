import type { ClaimedTask } from '../contracts/task.ts';
import type { TaskRun } from './task-source.ts';

/** Why a run was stopped; absent: it runs or ended by itself. */
export type StopReason = 'lost' | 'cancelled' | 'stopping';

export interface TaskAtWork {
  readonly task: ClaimedTask;
  readonly run: TaskRun;
  readonly claimedAtMs: number;
  stopReason: StopReason | undefined;
  rowsReported: number;
}

/** The tasks that this process holds leases on, from the claim until their ending is in the database. */
export class TasksAtWork {
  readonly #tasks = new Map<string, TaskAtWork>();

  get count(): number {
    return this.#tasks.size;
  }

  all(): TaskAtWork[] {
    return [...this.#tasks.values()];
  }

  add(task: ClaimedTask, run: TaskRun, nowMs: number): TaskAtWork {
    const entry: TaskAtWork = { task, run, claimedAtMs: nowMs, stopReason: undefined, rowsReported: 0 };
    this.#tasks.set(nameOf(task), entry);
    return entry;
  }

  remove(entry: TaskAtWork): void {
    const name = nameOf(entry.task);
    if (this.#tasks.get(name) === entry) this.#tasks.delete(name);
  }

  /** Stops the run once; the first reason counts. */
  stop(task: ClaimedTask, reason: StopReason): void {
    const entry = this.#tasks.get(nameOf(task));
    if (!entry || entry.stopReason) return;
    entry.stopReason = reason;
    entry.run.cancel();
  }

  has(task: ClaimedTask): boolean {
    return this.#tasks.has(nameOf(task));
  }

  /** Runs that have moved since they were last asked, with their rows. */
  takeProgress(): { task: ClaimedTask; rows: number }[] {
    const moved: { task: ClaimedTask; rows: number }[] = [];
    for (const entry of this.#tasks.values()) {
      const rows = entry.run.rowsDone();
      if (rows === entry.rowsReported) continue;
      entry.rowsReported = rows;
      moved.push({ task: entry.task, rows });
    }
    return moved;
  }
}

/** A lease is known by its token: the same task claimed anew is another entry. */
function nameOf(task: ClaimedTask): string {
  return `${task.tenant_id} ${task.job_id} ${task.step} ${task.task_index} ${task.fencing_token}`;
}
