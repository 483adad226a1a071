import { describe, expect, it } from 'vitest';
import { TASK_RETRY_POLICY } from '../../shared/errors/retry-policy.ts';
import { createJobStore } from '../../shared/jobs/create-job-store.ts';
import { countingDatabase } from '../support/counting-database.ts';
import { resultOf, TENANT, useJobStore, WORKER } from '../support/job-store-harness.ts';
import { smallJob } from '../support/small-job.ts';
import type { TestEngine } from '../support/temp-database.ts';

const TRANSIENT = { code: 'STORAGE_UNAVAILABLE', message: 'the store is away', isRetryable: true };

/** What every JobStore promises to workers, on any engine. Time passes by moving the times in the rows back. */
export function describeTaskStore(engine: TestEngine): void {
  describe.skipIf(engine.skipReason !== undefined)(`${engine.name} ${engine.skipReason ?? ''}`, () => {
    const harness = useJobStore(engine);
    const { storeOf, startJob, drain, finish, passTime, eventNames } = harness;

    describe('many at once', () => {
      it('never gives one task to two claimers', async () => {
        const store = storeOf();
        await startJob(store, smallJob({ rows: 2_000, chunk_rows: 10 }));
        const claimed: string[] = [];
        const claimer = async (slot: number) => {
          for (;;) {
            const tasks = await store.claimTasks({ slot: `s${slot}`, incarnation: 'x' }, 3);
            if (tasks.length === 0) return;
            claimed.push(...tasks.map(({ step, task_index }) => `${step}/${task_index}`));
          }
        };
        await Promise.all(Array.from({ length: 12 }, (_, slot) => claimer(slot)));
        expect(claimed).toHaveLength(200);
        expect(new Set(claimed).size).toBe(200);
      });

      it('moves a job once, however many advance it', async () => {
        const store = storeOf({ sliceTasks: 20 });
        const { job } = await store.createJob(smallJob({ rows: 1_000, chunk_rows: 10 }));
        const advance = () => Promise.all(Array.from({ length: 12 }, () => store.advanceJob(TENANT, job.id)));
        expect((await advance()).filter(Boolean)).toHaveLength(1);
        await Promise.all(Array.from({ length: 6 }, async () => Promise.all([drain(store, 2), advance()])));
        await drain(store);
        const [row] = await harness.database.query<{ tasks: number }>('SELECT count(*) AS tasks FROM tasks');
        expect(row!.tasks).toBe(101);
        expect((await store.getJob(TENANT, job.id)).steps.map(({ state }) => state)).toEqual([
          'succeeded',
          'succeeded',
        ]);
        expect(await eventNames(store, job.id)).toEqual(['created', 'started', 'merging']);
      });

      it('runs no more jobs than allowed and starts the oldest queued one when one ends', async () => {
        const store = storeOf({ maxRunningJobs: 1 });
        const first = await startJob(store);
        const second = await startJob(store);
        const third = await startJob(store);
        const states = () =>
          Promise.all([first, second, third].map(async (id) => (await store.getJob(TENANT, id)).state));
        expect(await states()).toEqual(['running', 'queued', 'queued']);
        expect(await store.advanceJob(TENANT, third)).toBe(false);
        expect(await store.readLoad()).toEqual({
          queuedJobs: 2,
          runningJobs: 1,
          unfinishedTasks: 33,
          leasedTasks: 0,
          idleSeconds: expect.any(Number),
        });
        await finish(store, first);
        expect(await states()).toEqual(['succeeded', 'running', 'queued']);
        expect((await store.listActive(10)).map(({ jobId }) => jobId)).toEqual([second, third]);
      });
    });

    describe('a job whose parts stay parts', () => {
      it('is finishable when its chunks have ended: nothing is merged', async () => {
        const store = storeOf({ sliceTasks: 4 });
        const jobId = await startJob(store, smallJob({ rows: 1_000, chunk_rows: 100, layout: 'parts' }));
        expect(await store.listFinishable(10)).toEqual([]);
        expect((await drain(store)).map(({ step }) => step)).toEqual(Array(10).fill('chunk'));
        expect((await store.getJob(TENANT, jobId)).steps.map(({ state, max }) => [state, max])).toEqual([
          ['succeeded', 1_000],
          ['succeeded', 0],
        ]);
        expect(await eventNames(store, jobId)).toEqual(['created', 'started']);
        await finish(store, jobId);
        expect((await store.getJob(TENANT, jobId)).state).toBe('succeeded');
      });
    });

    describe('leases', () => {
      it('takes a result only with the current token, and the same result twice', async () => {
        const store = storeOf();
        await startJob(store);
        const [stale] = await store.claimTasks(WORKER, 1);
        await passTime('tasks', 'lease_until', '1 hour');
        expect(await store.expireLeases()).toBe(1);
        await expect(store.completeTask(stale!, {})).rejects.toMatchObject({ code: 'LEASE_LOST' });
        const [fresh] = await store.claimTasks({ slot: 'slot-2', incarnation: 'x' }, 1);
        expect(fresh!.task_index).toBe(stale!.task_index);
        expect(fresh!.fencing_token).not.toBe(stale!.fencing_token);
        await expect(store.completeTask(stale!, {})).rejects.toMatchObject({ code: 'LEASE_LOST' });
        await expect(store.failTask(stale!, TRANSIENT)).rejects.toMatchObject({ code: 'LEASE_LOST' });
        await store.releaseTasks([stale!]);
        expect(await store.renewLeases([stale!, fresh!])).toEqual({ lost: [stale], cancelled: [] });
        await store.completeTask(fresh!, resultOf(fresh!));
        await store.completeTask(fresh!, resultOf(fresh!));
        const [row] = await harness.database.query("SELECT tasks_done FROM job_steps WHERE step = 'chunk'");
        expect(row).toEqual({ tasks_done: 1 });
      });

      it('keeps what is renewed and takes back what is not', async () => {
        const store = storeOf();
        await startJob(store);
        const tasks = await store.claimTasks(WORKER, 3);
        await passTime('tasks', 'lease_until', '14 seconds');
        expect(await store.expireLeases()).toBe(0);
        await store.renewLeases(tasks.slice(0, 1));
        await passTime('tasks', 'lease_until', '2 seconds');
        expect(await store.expireLeases()).toBe(2);
        expect((await store.renewLeases(tasks)).lost).toEqual(tasks.slice(1));
      });

      it('gives a starting worker the leases of its own slot, and an embedded start all of them', async () => {
        const store = storeOf();
        await startJob(store);
        await store.claimTasks(WORKER, 2);
        await store.claimTasks({ slot: 'slot-2', incarnation: 'x' }, 3);
        expect(await store.expireSlot('slot-1', 'first')).toBe(0);
        expect(await store.expireSlot('slot-1', 'second')).toBe(2);
        expect(await store.expireAllLeases()).toBe(3);
      });

      it('tells the observer of leases taken back and of every end of a job, once', async () => {
        const heard: string[] = [];
        const observer = {
          jobEnded: ({ id, state }: { id: string; state: string }) => heard.push(`${id} ${state}`),
          leasesExpired: (count: number) => heard.push(`${count} leases`),
        };
        const store = storeOf({ maxRunningJobs: 1, observer });
        const [first, second] = [await startJob(store), await startJob(store)];
        await store.claimTasks(WORKER, 3);
        await store.expireAllLeases();
        await store.expireLeases();
        await store.cancelJob(TENANT, second);
        await finish(store, first);
        const third = await startJob(store);
        const [task] = await store.claimTasks(WORKER, 1);
        await store.failTask(task!, { ...TRANSIENT, isRetryable: false });
        await store.retryJob(TENANT, third);
        await store.cancelJob(TENANT, third);
        expect(heard).toEqual([
          '3 leases',
          `${second} cancelled`,
          `${first} succeeded`,
          `${third} failed`,
          `${third} cancelled`,
        ]);
      });

      it('knows how long a job has waited without anybody on its tasks', async () => {
        const store = storeOf();
        await startJob(store);
        await passTime('jobs', 'progressed_at', '100 seconds');
        expect((await store.readLoad()).idleSeconds).toBeGreaterThanOrEqual(100);
        await store.claimTasks(WORKER, 1);
        expect((await store.readLoad()).idleSeconds).toBe(0);
      });

      it('gives released tasks back at once without counting anything', async () => {
        const store = storeOf();
        await startJob(store);
        const tasks = await store.claimTasks(WORKER, 10);
        await store.releaseTasks(tasks);
        const again = await store.claimTasks(WORKER, 10);
        expect(again.map(({ attempts }) => attempts)).toEqual(Array(10).fill(0));
      });

      it('claims one kind of task when asked, and only versions it knows', async () => {
        const store = storeOf();
        await startJob(store);
        expect(await store.claimTasks(WORKER, 1, 'merge')).toEqual([]);
        await harness.database.execute('UPDATE jobs SET generation_version = 99');
        expect(await store.claimTasks(WORKER, 1)).toEqual([]);
        await harness.database.execute('UPDATE jobs SET generation_version = 1');
        expect(await store.claimTasks(WORKER, 1, 'chunk')).toHaveLength(1);
      });
    });

    describe('failure', () => {
      it('fails the job at the fourth reported attempt and names task and cause', async () => {
        const store = storeOf();
        const jobId = await startJob(store);
        for (let attempt = 1; attempt <= 4; attempt++) {
          const [task] = await store.claimTasks(WORKER, 1);
          expect(task).toMatchObject({ task_index: 0, attempts: attempt - 1 });
          await store.failTask(task!, TRANSIENT);
        }
        const job = await store.getJob(TENANT, jobId);
        expect(job).toMatchObject({
          state: 'failed',
          actions: ['retry', 'delete'],
          error: { code: 'TASK_POISONED', task: 'chunk/0', retryable: false },
        });
        expect(job.error!.message).toContain('rows 0 to 100');
        expect(job.error!.message).toContain('STORAGE_UNAVAILABLE: the store is away');
        expect(job.steps[0]).toMatchObject({ state: 'failed', attempts: 4 });
        expect(await store.claimTasks(WORKER, 1)).toEqual([]);
      });

      it('waits before another attempt', async () => {
        const store = storeOf({ retryPolicy: TASK_RETRY_POLICY, random: () => 0.999 });
        await startJob(store);
        const [task] = await store.claimTasks(WORKER, 1);
        await store.failTask(task!, TRANSIENT);
        expect((await store.claimTasks(WORKER, 1))[0]!.task_index).toBe(1);
        await passTime('tasks', 'not_before', '1 second');
        expect((await store.claimTasks(WORKER, 1))[0]!.task_index).toBe(0);
      });

      it('fails the job when a task lost ten leases, without any wait between', async () => {
        const store = storeOf();
        const jobId = await startJob(store);
        for (let lost = 0; lost < 10; lost++) {
          expect((await store.claimTasks(WORKER, 1))[0]!.task_index).toBe(0);
          expect(await store.expireAllLeases()).toBe(1);
        }
        const { state, error } = await store.getJob(TENANT, jobId);
        expect(state).toBe('failed');
        expect(error).toMatchObject({ code: 'TASK_POISONED', task: 'chunk/0' });
        expect(error!.message).toContain('10 times');
      });

      it('fails at once when another attempt cannot help, keeps finished tasks, and retries the rest', async () => {
        const store = storeOf();
        const jobId = await startJob(store);
        const [done, full, running] = await store.claimTasks(WORKER, 3);
        await store.completeTask(done!, resultOf(done!));
        await store.failTask(full!, { code: 'STORAGE_FULL', message: 'no space\0 left', isRetryable: false });
        expect(await store.getJob(TENANT, jobId)).toMatchObject({ state: 'failed', error: { code: 'STORAGE_FULL' } });
        expect((await store.renewLeases([running!])).cancelled).toEqual([running]);
        await expect(store.deleteJob(TENANT, jobId)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
        await store.completeTask(running!, resultOf(running!));
        await store.retryJob(TENANT, jobId);
        expect(await store.getJob(TENANT, jobId)).toMatchObject({ state: 'running', error: null, ended_at: null });
        const rest = (await drain(store)).filter(({ step }) => step === 'chunk');
        expect(rest.map(({ task_index }) => task_index)).toEqual([1, 3, 4, 5, 6, 7, 8, 9]);
        await finish(store, jobId);
        expect(await eventNames(store, jobId)).toEqual([
          'created',
          'started',
          'failed',
          'retried',
          'started',
          'merging',
          'succeeded',
        ]);
      });

      it('fails a job without progress, but none that moves', async () => {
        const store = storeOf();
        const jobId = await startJob(store);
        await passTime('jobs', 'progressed_at', '3599 seconds');
        expect(await store.failStalled(3_600)).toEqual([]);
        await passTime('jobs', 'progressed_at', '2 seconds');
        expect(await store.failStalled(3_600)).toEqual([{ tenantId: TENANT, jobId }]);
        const { state, error } = await store.getJob(TENANT, jobId);
        expect({ state, code: error?.code, retryable: error?.retryable }).toEqual({
          state: 'failed',
          code: 'DEADLINE_EXCEEDED',
          retryable: true,
        });
      });

      it('fails a stalled job of versions that this release does not run with their names', async () => {
        const store = storeOf();
        const jobId = await startJob(store);
        await harness.database.execute('UPDATE jobs SET plan_version = 97, generation_version = 98');
        expect(await store.claimTasks(WORKER, 1)).toEqual([]);
        await passTime('jobs', 'progressed_at', '2 hours');
        expect(await store.failStalled(3_600)).toEqual([{ tenantId: TENANT, jobId }]);
        const { error } = await store.getJob(TENANT, jobId);
        expect(error).toMatchObject({ code: 'VERSION_NOT_SUPPORTED', retryable: false });
        expect(error?.message).toMatch(/plan version 97 and generation version 98/);
      });
    });

    it('spends at most three statements on a chunk', async () => {
      const counting = countingDatabase(harness.database);
      const store = createJobStore(counting);
      await startJob(store, smallJob({ rows: 1_000, chunk_rows: 50 }));
      counting.statements = 0;
      for (let chunk = 0; chunk < 19; chunk++) {
        const [task] = await store.claimTasks(WORKER, 1, 'chunk');
        await store.completeTask(task!, resultOf(task!));
      }
      expect(counting.statements).toBeLessThanOrEqual(19 * 3);
    });
  });
}
