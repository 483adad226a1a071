import type { ClaimedTask } from '../contracts/task.ts';
import { AppError } from '../errors/app-error.ts';
import { Alarm } from './alarm.ts';
import { repeat } from './repeat.ts';
import type { FinishedTask, JobAddress, TaskEnding, TaskReport, TaskRun, TaskSource } from './task-source.ts';
import { type TaskAtWork, TasksAtWork } from './tasks-at-work.ts';

export interface ClaimLoopOptions {
  readonly tasks: TaskSource;
  readonly worker: { readonly slot: string; readonly incarnation: string };
  /** Restricts the loop to one kind of task. */
  readonly step?: ClaimedTask['step'];
  /** Tasks that can run at the same time. */
  readonly parallel: number;
  start(task: ClaimedTask): TaskRun;
  /** Moves these jobs on, or every job that may move: first and further tasks, next step, manifest. True: something moved. */
  moveJobs(jobs: readonly JobAddress[] | 'all'): Promise<boolean>;
  /**
   * Ends the loop when nothing is left to claim, or after about so much time: tasks are claimed as long as they can be
   * expected to end within it.
   */
  readonly budgetMs?: number;
  /** More tasks wait than this loop takes: others could work too. Heard at most once in `surplusMs`. */
  readonly onSurplus?: () => void;
  /** Told about every ending and every failed call; for logs and metrics. */
  readonly onTaskEnd?: (report: TaskReport) => void;
  readonly onError?: (error: unknown) => void;
  readonly timing?: Partial<ClaimTiming>;
}

export interface ClaimTiming {
  /** Looks for work unasked. */
  readonly pollMs: number;
  /** Renews leases and learns of cancelled jobs and lost leases. */
  readonly renewMs: number;
  readonly progressMs: number;
  /** How long a result waits for others to be committed with it, as long as other tasks run. */
  readonly gatherMs: number;
  /** Pause after a failed call. */
  readonly pauseMs: number;
  /** Claims so far ahead that workers stay busy for this long without the database. */
  readonly aheadMs: number;
  readonly surplusMs: number;
}

export interface ClaimLoop {
  /** The doorbell: there may be work or a job to cancel; `job`, when it is known which. */
  ring(job?: JobAddress): void;
  /** Claims nothing more, stops runs at the end of their page and gives their leases back. */
  stop(): Promise<void>;
  /** How many tasks have ended here, when the loop has. */
  readonly ended: Promise<number>;
  readonly tasksAtWork: number;
  /** Since the last round of looking for work that went through: little more than `pollMs` while all is well. */
  readonly quietMs: number;
  /** Nothing was left when it last looked. */
  readonly isDrained: boolean;
}

const TIMING: ClaimTiming = {
  pollMs: 2_000,
  renewMs: 500,
  progressMs: 1_000,
  gatherMs: 50,
  pauseMs: 500,
  aheadMs: 200,
  surplusMs: 10_000,
};
const AHEAD_MAX = 64;

/**
 * Claims tasks, keeps them running, commits their results in batches. Three activities share the tasks at work:
 * claiming (when few are left), committing (as results come in) and renewing (by the clock).
 */
export function startClaimLoop(options: ClaimLoopOptions): ClaimLoop {
  return new Loop(options);
}

class Loop implements ClaimLoop {
  readonly ended: Promise<number>;
  readonly #options: ClaimLoopOptions;
  readonly #timing: ClaimTiming;
  readonly #atWork = new TasksAtWork();
  readonly #finished: { entry: TaskAtWork; result: unknown }[] = [];
  readonly #jobsToMove = new Map<string, JobAddress>();
  readonly #workAlarm = new Alarm();
  readonly #commitAlarm = new Alarm();
  readonly #startedAtMs = performance.now();
  #lastRoundAtMs = this.#startedAtMs;
  #nextSurplusMs = 0;
  #isStopping = false;
  #mayHaveWork = true;
  #mayAnyMove = false;
  #endings = 0;
  #lastEndingMs = 0;
  #msBetweenEndings = 0;

  constructor(options: ClaimLoopOptions) {
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    const committing = this.#commitUntilEnd();
    const endRenewing = repeat(this.#timing.renewMs, () => this.#guard(() => this.#renew()));
    const endReporting = repeat(this.#timing.progressMs, () => this.#guard(() => this.#reportProgress()));
    this.ended = this.#claimUntilEnd().then(async () => {
      this.#commitAlarm.end();
      await committing;
      await Promise.all([endRenewing(), endReporting()]);
      return this.#endings;
    });
  }

  get tasksAtWork(): number {
    return this.#atWork.count;
  }

  get quietMs(): number {
    return performance.now() - this.#lastRoundAtMs;
  }

  get isDrained(): boolean {
    return !this.#mayHaveWork && !this.#isMoveDue();
  }

  ring(job?: JobAddress): void {
    if (job) this.#noteJob(job);
    else this.#mayAnyMove = true;
    this.#mayHaveWork = true;
    this.#workAlarm.sound();
    void this.#guard(() => this.#renew());
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const { task } of this.#atWork.all()) this.#atWork.stop(task, 'stopping');
    this.#workAlarm.sound();
    await this.ended;
  }

  async #claimUntilEnd(): Promise<void> {
    for (;;) {
      const isSound = await this.#guard(() => this.#moveAndClaim());
      if (isSound) this.#lastRoundAtMs = performance.now();
      if (this.#isOver()) return;
      const woken = await this.#workAlarm.wait(isSound ? this.#timing.pollMs : this.#timing.pauseMs);
      if (woken === 'timeout') this.#mayHaveWork = true;
    }
  }

  /** Jobs move first, so that the tasks that come of it are claimed in the same round. */
  async #moveAndClaim(): Promise<void> {
    do {
      if (await this.#moveJobs()) this.#mayHaveWork = true;
      await this.#claim();
    } while (this.#isMoveDue() && !this.#isStopping);
  }

  async #moveJobs(): Promise<boolean> {
    if (!this.#isMoveDue() || this.#isStopping) return false;
    const jobs = [...this.#jobsToMove.values()];
    const isAll = this.#mayAnyMove;
    this.#jobsToMove.clear();
    this.#mayAnyMove = false;
    try {
      return await this.#options.moveJobs(isAll ? 'all' : jobs);
    } catch (error) {
      for (const job of jobs) this.#noteJob(job);
      this.#mayAnyMove ||= isAll;
      throw error;
    }
  }

  /** A ring during the call is not lost: it sets the flag again. */
  async #claim(): Promise<void> {
    const unfinished = this.#atWork.count - this.#finished.length;
    const room = this.#target() - unfinished;
    const isEnough = unfinished > Math.max(this.#options.parallel, this.#target() / 2);
    if (this.#isClaimingOver() || !this.#mayHaveWork || isEnough || room <= 0) return;
    this.#mayHaveWork = false;
    const claimed = await this.#options.tasks.claimTasks(this.#options.worker, room, this.#options.step);
    if (claimed.length === room) this.#noteSurplus();
    if (this.#isStopping) await this.#options.tasks.releaseTasks(claimed);
    else for (const task of claimed) this.#begin(task);
  }

  #noteSurplus(): void {
    this.#mayHaveWork = true;
    const now = performance.now();
    if (now < this.#nextSurplusMs) return;
    this.#nextSurplusMs = now + this.#timing.surplusMs;
    this.#options.onSurplus?.();
  }

  /** Tasks to hold: those that run, and as many more as end within `aheadMs`, but no more than the budget allows. */
  #target(): number {
    const { parallel } = this.#options;
    const ahead = this.#msBetweenEndings > 0 ? Math.ceil(this.#timing.aheadMs / this.#msBetweenEndings) : parallel;
    return Math.min(parallel + Math.min(Math.max(ahead, parallel), AHEAD_MAX), this.#endingsInBudget());
  }

  /** Tasks that may be expected to end before the budget is spent; until the first has ended nobody knows. */
  #endingsInBudget(): number {
    const leftMs = (this.#options.budgetMs ?? Number.POSITIVE_INFINITY) - (performance.now() - this.#startedAtMs);
    if (leftMs <= 0) return 0;
    return this.#msBetweenEndings > 0 ? Math.floor(leftMs / this.#msBetweenEndings) : Number.POSITIVE_INFINITY;
  }

  #begin(task: ClaimedTask): void {
    const run = this.#options.start(task);
    const entry = this.#atWork.add(task, run, performance.now());
    run.result.then(
      (result) => {
        this.#measure();
        this.#finished.push({ entry, result });
        this.#commitAlarm.sound();
        this.#workAlarm.sound();
      },
      (error: unknown) => void this.#guard(() => this.#endUnfinished(entry, error)),
    );
  }

  #measure(): void {
    const now = performance.now();
    const elapsed = now - this.#lastEndingMs;
    if (this.#lastEndingMs > 0) this.#msBetweenEndings = (this.#msBetweenEndings || elapsed) * 0.7 + elapsed * 0.3;
    this.#lastEndingMs = now;
  }

  async #commitUntilEnd(): Promise<void> {
    for (let isOpen = true; isOpen || this.#finished.length > 0; ) {
      if (this.#finished.length === 0) isOpen = (await this.#commitAlarm.wait()) !== 'ended';
      else {
        await this.#gather();
        if (!(await this.#guard(() => this.#commit())) && !(await this.#pauseCommit())) return;
      }
    }
  }

  /** Nothing waits when the last task at work has ended. */
  async #gather(): Promise<void> {
    const endMs = performance.now() + this.#timing.gatherMs;
    while (this.#finished.length < this.#atWork.count && !this.#isStopping) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0 || (await this.#commitAlarm.wait(leftMs)) !== 'sound') return;
    }
  }

  /** False when the loop is stopping: what could not be committed is done again by whoever gets it. */
  async #pauseCommit(): Promise<boolean> {
    if (this.#isStopping) for (const { entry } of this.#finished.splice(0)) this.#atWork.remove(entry);
    else await this.#commitAlarm.wait(this.#timing.pauseMs);
    return !this.#isStopping;
  }

  async #commit(): Promise<void> {
    const batch = [...this.#finished];
    const finished: FinishedTask[] = batch.map(({ entry, result }) => ({ task: entry.task, result }));
    const { lost, advanced } = await this.#options.tasks.completeTasks(finished);
    this.#finished.splice(0, batch.length);
    for (const job of advanced) this.#noteJob(job);
    if (advanced.length > 0) this.#mayHaveWork = true;
    const lostTokens = new Set(lost.map((task) => task.fencing_token));
    for (const { entry, result } of batch)
      this.#end(entry, { ending: lostTokens.has(entry.task.fencing_token) ? 'dropped' : 'completed', result });
  }

  async #endUnfinished(entry: TaskAtWork, thrown: unknown): Promise<void> {
    const { task } = entry;
    const hasGivenUp = thrown instanceof AppError && thrown.code === 'LEASE_LOST';
    const stopReason = hasGivenUp ? 'lost' : entry.stopReason;
    try {
      if (stopReason === undefined) await this.#options.tasks.failTask(task, failureOf(thrown));
      else if (stopReason !== 'lost') await this.#options.tasks.releaseTasks([task]);
    } finally {
      const ending = stopReason === undefined ? 'failed' : stopReason === 'lost' ? 'dropped' : 'released';
      this.#end(entry, { ending, error: thrown });
    }
  }

  #end(entry: TaskAtWork, outcome: { ending: TaskEnding; result?: unknown; error?: unknown }): void {
    this.#atWork.remove(entry);
    this.#endings += 1;
    if (outcome.ending !== 'completed') this.#noteJob({ tenantId: entry.task.tenant_id, jobId: entry.task.job_id });
    const seconds = (performance.now() - entry.claimedAtMs) / 1000;
    this.#options.onTaskEnd?.({ task: entry.task, seconds, ...outcome });
    this.#workAlarm.sound();
  }

  async #renew(): Promise<void> {
    const held = this.#atWork.all().map(({ task }) => task);
    if (held.length === 0) return;
    const { lost, cancelled } = await this.#options.tasks.renewLeases(held);
    for (const task of lost) this.#atWork.stop(task, 'lost');
    for (const task of cancelled) this.#atWork.stop(task, 'cancelled');
  }

  async #reportProgress(): Promise<void> {
    for (const { task, rows } of this.#atWork.takeProgress())
      if (this.#atWork.has(task)) await this.#options.tasks.reportProgress(task, rows);
  }

  #noteJob(job: JobAddress): void {
    this.#jobsToMove.set(`${job.tenantId} ${job.jobId}`, job);
  }

  #isMoveDue(): boolean {
    return this.#mayAnyMove || this.#jobsToMove.size > 0;
  }

  #isClaimingOver(): boolean {
    return this.#isStopping || this.#endingsInBudget() === 0;
  }

  #isOver(): boolean {
    const isDone = this.#options.budgetMs !== undefined && this.isDrained;
    return this.#atWork.count === 0 && (this.#isClaimingOver() || isDone);
  }

  /** False when `work` failed: the database's failures are reported, waited out and tried again. */
  async #guard(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#mayHaveWork = true;
      this.#options.onError?.(error);
      return false;
    }
  }
}

/** A bug may be an accident of the machine: the limit of attempts bounds how often it is tried. */
function failureOf(thrown: unknown): { code: string; message: string; isRetryable: boolean } {
  const error = AppError.from(thrown);
  return { code: error.code, message: error.message, isRetryable: error.isRetryable || error.code === 'INTERNAL' };
}
