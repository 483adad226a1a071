import type { ClaimedTask } from '../../shared/contracts/task.ts';
import type { FinishedTask, TaskSource } from '../../shared/workers/task-source.ts';

interface Row {
  readonly index: number;
  state: 'pending' | 'running' | 'done' | 'failed';
  token: number;
  attempts: number;
}

/** The chunk tasks of one job in memory, with the same promises about leases as the job store. */
export class MemoryTaskSource implements TaskSource {
  readonly rows: Row[] = [];
  readonly calls: string[] = [];
  readonly failures: { code: string; isRetryable: boolean }[] = [];
  readonly completedBatches: number[] = [];
  /** Names of calls that throw once each, in any order. */
  readonly breakOnce = new Set<string>();
  isCancelled = false;
  #lastToken = 0;

  constructor(count: number) {
    this.addTasks(count);
  }

  addTasks(count: number): void {
    for (let added = 0; added < count; added++)
      this.rows.push({ index: this.rows.length, state: 'pending', token: 0, attempts: 0 });
  }

  count(state: Row['state']): number {
    return this.rows.filter((row) => row.state === state).length;
  }

  /** What an expired lease looks like from outside. */
  takeAway(index: number): void {
    this.rows[index]!.token = ++this.#lastToken;
  }

  async claimTasks(_worker: unknown, count: number): Promise<ClaimedTask[]> {
    this.#note('claimTasks');
    const free = this.isCancelled ? [] : this.rows.filter((row) => row.state === 'pending').slice(0, count);
    return free.map((row) => {
      row.state = 'running';
      row.token = ++this.#lastToken;
      return toTask(row);
    });
  }

  async renewLeases(tasks: readonly ClaimedTask[]) {
    this.#note('renewLeases');
    const lost = tasks.filter((task) => !this.#find(task));
    return { lost, cancelled: this.isCancelled ? tasks.filter((task) => !lost.includes(task)) : [] };
  }

  async completeTasks(finished: readonly FinishedTask[]) {
    this.#note('completeTasks');
    this.completedBatches.push(finished.length);
    const lost: ClaimedTask[] = [];
    for (const { task } of finished) {
      const row = this.#find(task);
      if (row) row.state = 'done';
      else lost.push(task);
    }
    const isStepOver = this.rows.every((row) => row.state === 'done');
    return { lost, advanced: isStepOver ? [{ tenantId: 't', jobId: 'job_1' }] : [] };
  }

  async failTask(task: ClaimedTask, failure: { code: string; message: string; isRetryable: boolean }): Promise<void> {
    this.#note('failTask');
    this.failures.push({ code: failure.code, isRetryable: failure.isRetryable });
    const row = this.#find(task);
    if (!row) return;
    row.attempts += 1;
    row.state = failure.isRetryable && row.attempts < 4 ? 'pending' : 'failed';
  }

  async releaseTasks(tasks: readonly ClaimedTask[]): Promise<void> {
    this.#note('releaseTasks');
    for (const task of tasks) {
      const row = this.#find(task);
      if (row) row.state = 'pending';
    }
  }

  async reportProgress(): Promise<void> {
    this.#note('reportProgress');
  }

  #note(call: string): void {
    this.calls.push(call);
    if (this.breakOnce.delete(call)) throw new Error(`${call} fails once`);
  }

  #find(task: ClaimedTask): Row | undefined {
    return this.rows.find((row) => row.state === 'running' && String(row.token) === task.fencing_token);
  }
}

function toTask({ index, token, attempts }: Row): ClaimedTask {
  return {
    step: 'chunk',
    tenant_id: 't',
    job_id: 'job_1',
    task_index: index,
    fencing_token: String(token),
    attempts,
    plan_hash: 'p',
    range: { table: 0, chunk_index: index, row_start: index, row_end: index + 1 },
  };
}
