import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type ClaimLoop, type ClaimLoopOptions, startClaimLoop } from '../../../shared/workers/claim-loop.ts';
import type { TaskReport, TaskRun } from '../../../shared/workers/task-source.ts';
import { MemoryTaskSource } from '../../support/memory-task-source.ts';

const JOB = { tenantId: 't', jobId: 'job_1' };
const FAST = { pollMs: 5, renewMs: 2, progressMs: 2, pauseMs: 1, aheadMs: 20 };

const loops: ClaimLoop[] = [];
afterEach(() => Promise.all(loops.splice(0).map((loop) => loop.stop())));

function start(tasks: MemoryTaskSource, options: Partial<ClaimLoopOptions> = {}): ClaimLoop {
  const loop = startClaimLoop({
    tasks,
    worker: { slot: 's', incarnation: 'i' },
    parallel: 2,
    start: doneAtOnce,
    moveJobs: async () => false,
    timing: FAST,
    ...options,
  });
  loops.push(loop);
  return loop;
}

function doneAtOnce(): TaskRun {
  return { result: Promise.resolve('result'), rowsDone: () => 1, cancel: () => undefined };
}

/** Runs until it is cancelled, as a chunk does that has many pages left. */
function endless(): TaskRun {
  const { promise, reject } = Promise.withResolvers<never>();
  return { result: promise, rowsDone: () => 1, cancel: () => reject(new AppError('CANCELLED', 'cancelled')) };
}

function failing(code: 'STORAGE_FULL' | 'INTERNAL') {
  const result = () => Promise.reject(new AppError(code, 'failed'));
  return (): TaskRun => ({ result: result(), rowsDone: () => 0, cancel: () => undefined });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('claim loop', () => {
  it('ends every task once and commits them in batches', async () => {
    const tasks = new MemoryTaskSource(100);
    const reports: TaskReport[] = [];
    const loop = start(tasks, { budgetMs: 60_000, onTaskEnd: (report) => reports.push(report) });
    expect(await loop.ended).toBe(100);
    expect(tasks.count('done')).toBe(100);
    expect(new Set(reports.map(({ task }) => task.task_index)).size).toBe(100);
    expect(tasks.completedBatches.length).toBeLessThan(100);
    expect(loop.isDrained).toBe(true);
  });

  it('moves a job on when its tasks have ended, and claims what comes of that', async () => {
    const tasks = new MemoryTaskSource(3);
    let slices = 3;
    const moveJobs = async () => {
      if (slices === 0) return false;
      slices -= 1;
      tasks.addTasks(3);
      return true;
    };
    expect(await start(tasks, { budgetMs: 60_000, moveJobs }).ended).toBe(12);
  });

  it('wakes up for a doorbell and moves what rang', async () => {
    const tasks = new MemoryTaskSource(0);
    const moved: unknown[] = [];
    const loop = start(tasks, {
      timing: { ...FAST, pollMs: 60_000 },
      moveJobs: async (jobs) => moved.push(jobs) < 0,
    });
    await until(() => tasks.calls.includes('claimTasks'));
    loop.ring();
    await until(() => moved.length === 1);
    tasks.addTasks(5);
    loop.ring(JOB);
    await until(() => tasks.count('done') === 5);
    expect(moved.slice(0, 2)).toEqual(['all', [JOB]]);
  });

  it('finds work unasked after a while', async () => {
    const tasks = new MemoryTaskSource(0);
    start(tasks);
    await until(() => tasks.calls.includes('claimTasks'));
    tasks.addTasks(1);
    await until(() => tasks.count('done') === 1);
  });

  it('never holds more tasks than it can soon do', async () => {
    const tasks = new MemoryTaskSource(500);
    const loop = start(tasks, { start: endless });
    await until(() => tasks.count('running') > 0);
    await loop.stop();
    expect(tasks.count('pending')).toBe(500);
    expect(tasks.calls.filter((call) => call === 'claimTasks')).toHaveLength(1);
  });

  it('gives every lease back when it stops', async () => {
    const tasks = new MemoryTaskSource(10);
    const reports: TaskReport[] = [];
    const loop = start(tasks, { start: endless, onTaskEnd: (report) => reports.push(report) });
    await until(() => tasks.count('running') > 0);
    await loop.stop();
    expect(tasks.count('pending')).toBe(10);
    expect(new Set(reports.map(({ ending }) => ending))).toEqual(new Set(['released']));
    expect(tasks.failures).toEqual([]);
  });

  it('drops a task whose lease is lost, without a word to the store', async () => {
    const tasks = new MemoryTaskSource(1);
    const reports: TaskReport[] = [];
    start(tasks, { start: endless, onTaskEnd: (report) => reports.push(report) });
    await until(() => tasks.count('running') === 1);
    tasks.takeAway(0);
    await until(() => reports.length === 1);
    expect(reports[0]!.ending).toBe('dropped');
    expect(tasks.calls).not.toContain('failTask');
    expect(tasks.calls).not.toContain('releaseTasks');
  });

  it('counts a result that comes too late as dropped', async () => {
    const tasks = new MemoryTaskSource(1);
    const reports: TaskReport[] = [];
    const gate = Promise.withResolvers<string>();
    const run = { result: gate.promise, rowsDone: () => 0, cancel: () => undefined };
    start(tasks, {
      start: () => run,
      timing: { ...FAST, renewMs: 60_000 },
      onTaskEnd: (report) => reports.push(report),
    });
    await until(() => tasks.count('running') === 1);
    tasks.takeAway(0);
    gate.resolve('late');
    await until(() => reports.length === 1);
    expect(reports[0]!.ending).toBe('dropped');
  });

  it('stops the tasks of a cancelled job and moves the job on', async () => {
    const tasks = new MemoryTaskSource(6);
    const moved: unknown[] = [];
    start(tasks, { start: endless, moveJobs: async (jobs) => moved.push(jobs) < 0 });
    await until(() => tasks.count('running') > 0);
    tasks.isCancelled = true;
    await until(() => tasks.count('running') === 0 && moved.length > 0);
    expect(tasks.count('pending')).toBe(6);
  });

  it('learns of a cancelled job at once when the doorbell rings', async () => {
    const tasks = new MemoryTaskSource(2);
    const reports: TaskReport[] = [];
    const timing = { ...FAST, renewMs: 60_000, pollMs: 60_000 };
    const loop = start(tasks, { start: endless, timing, onTaskEnd: (report) => reports.push(report) });
    await until(() => tasks.count('running') === 2);
    tasks.isCancelled = true;
    loop.ring();
    await until(() => reports.length === 2);
    expect(reports.map(({ ending }) => ending)).toEqual(['released', 'released']);
  });

  it('reports failures with what the codes say about trying again', async () => {
    const full = new MemoryTaskSource(1);
    await start(full, { budgetMs: 60_000, start: failing('STORAGE_FULL') }).ended;
    expect(full.failures).toEqual([{ code: 'STORAGE_FULL', isRetryable: false }]);
    const broken = new MemoryTaskSource(1);
    await start(broken, { budgetMs: 60_000, start: failing('INTERNAL'), moveJobs: retried(broken) }).ended;
    expect(broken.failures).toEqual(Array(4).fill({ code: 'INTERNAL', isRetryable: true }));
  });

  it.each(['claimTasks', 'completeTasks', 'renewLeases', 'reportProgress'])(
    'carries on after a database failure in %s',
    async (call) => {
      const tasks = new MemoryTaskSource(4);
      const errors: unknown[] = [];
      tasks.breakOnce.add(call);
      const gate = Promise.withResolvers<string>();
      const run = { result: gate.promise, rowsDone: () => 1, cancel: () => undefined };
      const loop = start(tasks, { start: () => run, onError: (error) => errors.push(error), budgetMs: 60_000 });
      if (call !== 'completeTasks') await until(() => errors.length === 1);
      gate.resolve('result');
      await loop.ended;
      expect(tasks.count('done')).toBe(4);
      expect(errors).toHaveLength(1);
    },
  );

  it('claims only what it can expect to end within its budget', async () => {
    const tasks = new MemoryTaskSource(100);
    let last: Promise<unknown> = Promise.resolve();
    const inTurn = (): TaskRun => {
      last = last.then(() => new Promise((resolve) => setTimeout(resolve, 40)));
      return { ...doneAtOnce(), result: last };
    };
    const loop = start(tasks, { budgetMs: 400, parallel: 1, start: inTurn, timing: { ...FAST, aheadMs: 10_000 } });
    const claimed = await loop.ended;
    // Ten tasks of 40 ms fit; without the bound 64 would have been taken ahead.
    expect(claimed).toBeLessThanOrEqual(12);
    expect(tasks.count('done')).toBe(claimed);
    expect(loop.isDrained).toBe(false);
  });

  it('tells once in a while that there is more than it takes', async () => {
    let heard = 0;
    const onSurplus = () => heard++;
    await start(new MemoryTaskSource(3), { budgetMs: 60_000, onSurplus }).ended;
    expect(heard).toBe(0);
    await start(new MemoryTaskSource(500), { budgetMs: 60_000, onSurplus }).ended;
    expect(heard).toBe(1);
    const timing = { ...FAST, surplusMs: 0 };
    await start(new MemoryTaskSource(500), { budgetMs: 60_000, onSurplus, timing }).ended;
    expect(heard).toBeGreaterThan(2);
  });

  it('claims nothing more once its budget is spent, and finishes what runs', async () => {
    const tasks = new MemoryTaskSource(50);
    const loop = start(tasks, { budgetMs: 0 });
    expect(await loop.ended).toBe(0);
    expect(tasks.count('pending')).toBe(50);
    expect(loop.isDrained).toBe(false);
  });
});

/** Tells the loop to claim again while a task waits for another attempt. */
function retried(tasks: MemoryTaskSource): () => Promise<boolean> {
  return async () => tasks.rows.some((row: { state: string }) => row.state === 'pending');
}
