import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClaimedTask } from '../../shared/contracts/task.ts';
import type { Database } from '../../shared/database/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { TASK_RETRY_POLICY } from '../../shared/errors/retry-policy.ts';
import { createJobStore, type JobStoreOptions } from '../../shared/jobs/create-job-store.ts';
import type { JobStore, NewJob } from '../../shared/jobs/job-store.ts';
import { countingDatabase } from '../support/counting-database.ts';
import { smallJob } from '../support/small-job.ts';
import type { TestEngine } from '../support/temp-database.ts';

const TENANT = 'default';
const WORKER = { slot: 'slot-1', incarnation: 'first' };
const TRANSIENT = { code: 'STORAGE_UNAVAILABLE', message: 'the store is away', isRetryable: true };
const AT_ONCE = { ...TASK_RETRY_POLICY, initialIntervalMs: 0 };

/** What every JobStore promises, on any engine. Time passes by moving the times in the rows back. */
export function describeJobStore(engine: TestEngine): void {
  describe.skipIf(engine.skipReason !== undefined)(`${engine.name} ${engine.skipReason ?? ''}`, () => {
    let database: Database;
    beforeAll(async () => {
      database = await engine.open();
      await migrate(database);
    });
    afterAll(async () => {
      await database?.close();
      await engine.close();
    });
    beforeEach(() => database.execute('TRUNCATE jobs, plans, tasks CASCADE'));

    const storeOf = (options: JobStoreOptions = {}): JobStore =>
      createJobStore(database, { retryPolicy: AT_ONCE, ...options });

    async function startJob(store: JobStore, job: NewJob = smallJob({ rows: 1_000, chunk_rows: 100 })) {
      const created = await store.createJob(job);
      await store.advanceJob(job.tenantId, created.job.id);
      return created.job.id;
    }

    async function drain(store: JobStore, count = 4): Promise<ClaimedTask[]> {
      const done: ClaimedTask[] = [];
      for (;;) {
        const tasks = await store.claimTasks(WORKER, count);
        if (tasks.length === 0) return done;
        const { lost } = await store.completeTasks(tasks.map((task) => ({ task, result: resultOf(task) })));
        expect(lost).toEqual([]);
        done.push(...tasks);
      }
    }

    async function finish(store: JobStore, jobId: string): Promise<void> {
      await drain(store);
      expect(await store.listFinishable(10)).toEqual([{ tenantId: TENANT, jobId }]);
      expect(await store.finishJob(TENANT, jobId, manifestOf(jobId))).toBe(true);
    }

    const passTime = (table: string, column: string, interval: string) =>
      database.execute(`UPDATE ${table} SET ${column} = ${column} - interval '${interval}'`);

    /** Progress depends on how fast the machine is; the other events do not. */
    const eventNames = async (store: JobStore, jobId: string) =>
      (await store.readEvents(TENANT, jobId, 0, 1_000)).map(({ name }) => name).filter((name) => name !== 'progress');

    describe('from creation to the manifest', () => {
      it('runs every chunk once, then one merge, and ends with the manifest', async () => {
        const store = storeOf();
        const jobId = await startJob(store);
        await expect(store.getManifest(TENANT, jobId)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
        const done = await drain(store);
        expect(done.filter(({ step }) => step === 'chunk').map(({ range }) => range)).toEqual(
          Array.from({ length: 10 }, (_, index) => ({
            table: 0,
            chunk_index: index,
            row_start: index * 100,
            row_end: index * 100 + 100,
          })),
        );
        expect(done.filter(({ step }) => step === 'merge')).toHaveLength(1);
        expect((await store.getJob(TENANT, jobId)).state).toBe('running');
        await finish(store, jobId);
        const job = await store.getJob(TENANT, jobId);
        expect(job).toMatchObject({ state: 'succeeded', actions: ['download', 'delete'], error: null });
        expect(job.steps).toMatchObject([
          { name: 'chunk', state: 'succeeded', value: 1_000, max: 1_000, unit: 'rows' },
          { name: 'merge', state: 'succeeded', value: 10, max: 10, unit: 'parts' },
        ]);
        expect(job.dataset_id).toBe(jobId.replace('job_', 'ds_'));
        expect(job.rows_per_second).toBeGreaterThan(0);
        expect(await store.getManifest(TENANT, jobId)).toEqual(manifestOf(jobId));
        expect(await store.finishJob(TENANT, jobId, manifestOf(jobId))).toBe(false);
        expect(await store.listFinishable(10)).toEqual([]);
        expect(await eventNames(store, jobId)).toEqual(['created', 'started', 'merging', 'succeeded']);
      });

      it('gives plan and results back as they were, in slices', async () => {
        const store = storeOf();
        const job = smallJob({ rows: 1_000, chunk_rows: 100 });
        const jobId = await startJob(store, job);
        await drain(store);
        expect(await store.readPlan(TENANT, job.planHash)).toEqual(job.plan);
        const parts = await store.readParts(TENANT, jobId, { table: 0, chunk_start: 3, chunk_end: 6 });
        expect(parts.map(({ chunk_index }) => chunk_index)).toEqual([3, 4, 5]);
        expect(await store.readFiles(TENANT, jobId)).toMatchObject([{ table: 0, file: { num_records: 10 } }]);
      });

      it('inserts tasks slice by slice while others are claimed, none twice and none left out', async () => {
        const store = storeOf({ sliceTasks: 8 });
        const jobId = await startJob(store, smallJob({ rows: 1_000, chunk_rows: 10 }));
        const [row] = await database.query<{ tasks: number }>('SELECT count(*) AS tasks FROM tasks');
        expect(row!.tasks).toBe(8);
        const chunks = (await drain(store, 3)).filter(({ step }) => step === 'chunk');
        expect(chunks.map(({ task_index }) => task_index)).toEqual(Array.from({ length: 100 }, (_, index) => index));
        await finish(store, jobId);
      });

      it('counts rows exactly beyond 2^32', async () => {
        const store = storeOf();
        const jobId = await startJob(store, smallJob({ rows: 12_000_000_007, chunk_rows: 1_048_576 }));
        const [task] = await store.claimTasks(WORKER, 1);
        await store.completeTask(task!, resultOf(task!));
        await database.execute(
          "UPDATE tasks SET range = '{}', units = 11998951431 WHERE step = 'chunk' AND task_index = 1",
        );
        const [second] = await store.claimTasks(WORKER, 1);
        await store.completeTask(second!, resultOf(second!));
        const { steps, num_records } = await store.getJob(TENANT, jobId);
        expect(num_records).toBe(12_000_000_007);
        expect(steps[0]).toMatchObject({ value: 12_000_000_007, max: 12_000_000_007 });
      });
    });

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
        const [row] = await database.query<{ tasks: number }>('SELECT count(*) AS tasks FROM tasks');
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
        expect(await store.readLoad()).toEqual({ queuedJobs: 2, runningJobs: 1, unfinishedTasks: 33, leasedTasks: 0 });
        await finish(store, first);
        expect(await states()).toEqual(['succeeded', 'running', 'queued']);
        expect((await store.listActive(10)).map(({ jobId }) => jobId)).toEqual([second, third]);
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
        const [row] = await database.query("SELECT tasks_done FROM job_steps WHERE step = 'chunk'");
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
        await database.execute('UPDATE jobs SET generation_version = 99');
        expect(await store.claimTasks(WORKER, 1)).toEqual([]);
        await database.execute('UPDATE jobs SET generation_version = 1');
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
    });

    describe('cancelling', () => {
      it('cancels a queued job at once and a running one when its last lease has ended', async () => {
        const store = storeOf({ maxRunningJobs: 1 });
        const running = await startJob(store);
        const queued = await startJob(store);
        expect((await store.cancelJob(TENANT, queued)).state).toBe('cancelled');
        const [task] = await store.claimTasks(WORKER, 1);
        expect((await store.cancelJob(TENANT, running)).state).toBe('cancelling');
        expect((await store.cancelJob(TENANT, running)).state).toBe('cancelling');
        expect(await store.claimTasks(WORKER, 1)).toEqual([]);
        expect(await store.renewLeases([task!])).toEqual({ lost: [], cancelled: [task] });
        expect(await store.advanceJob(TENANT, running)).toBe(false);
        await store.releaseTasks([task!]);
        expect(await store.advanceJob(TENANT, running)).toBe(true);
        expect(await store.getJob(TENANT, running)).toMatchObject({ state: 'cancelled', actions: ['retry', 'delete'] });
        await expect(store.cancelJob(TENANT, running)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
        await store.retryJob(TENANT, running);
        await finish(store, running);
      });

      it('retries only what failed or was cancelled', async () => {
        const store = storeOf();
        const jobId = await startJob(store);
        await expect(store.retryJob(TENANT, jobId)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
      });
    });

    describe('events', () => {
      it('numbers events of concurrent writers without gap and tells progress once a second', async () => {
        const store = storeOf();
        const jobId = await startJob(store, smallJob({ rows: 2_000, chunk_rows: 50 }));
        const tasks = await store.claimTasks(WORKER, 40);
        await passTime('jobs', 'progressed_at', '1 second');
        await Promise.all(tasks.slice(0, 20).map((task) => store.completeTask(task, resultOf(task))));
        await Promise.all(tasks.slice(20).map((task) => store.reportProgress(task, 30)));
        const events = await store.readEvents(TENANT, jobId, 0, 100);
        expect(events.map(({ event_sequence }) => event_sequence)).toEqual(events.map((_, index) => index + 1));
        expect(events.slice(0, 3).map(({ name }) => name)).toEqual(['created', 'started', 'progress']);
        expect(events[0]!.job.state).toBe('queued');
        const progressMs = events.slice(2).map(({ created_at }) => Date.parse(created_at));
        for (const [index, ms] of progressMs.slice(1).entries()) expect(ms - progressMs[index]!).toBeGreaterThan(998);
        expect((await store.getJob(TENANT, jobId)).steps[0]).toMatchObject({ value: 20 * 50 + 20 * 30 });
        expect(await store.readEvents(TENANT, jobId, 2, 1)).toEqual([events[2]]);
      });

      it('wakes who waits when an event is written here', async () => {
        const store = storeOf();
        const jobId = await startJob(store);
        const woken = store.waitForEvents(TENANT, jobId, 60_000);
        await store.cancelJob(TENANT, jobId);
        await woken;
        const gone = new AbortController();
        const waiting = store.waitForEvents(TENANT, jobId, 60_000, gone.signal);
        gone.abort();
        await waiting;
        expect((await eventNames(store, jobId)).at(-1)).toBe('cancelled');
      });
    });

    describe('creation, lists and deletion', () => {
      it('answers the first job again for the same key and body, and refuses another body', async () => {
        const store = storeOf();
        const withKey = (bodyHash: string) => ({
          ...smallJob({ rows: 10 }),
          idempotency: { key: 'k', bodyHash },
        });
        const answers = await Promise.all(Array.from({ length: 8 }, () => store.createJob(withKey('a'))));
        expect(new Set(answers.map(({ job }) => job.id)).size).toBe(1);
        expect(answers.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
        await expect(store.createJob(withKey('b'))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
        const other = await store.createJob({ ...withKey('b'), tenantId: 'other' });
        expect(other.isReplay).toBe(false);
        await passTime('idempotency_keys', 'created_at', '25 hours');
        expect((await store.createJob(withKey('b'))).isReplay).toBe(false);
      });

      it('pages through jobs newest first, none twice and none left out', async () => {
        const store = storeOf();
        const ids: string[] = [];
        for (let made = 0; made < 7; made++) ids.push((await store.createJob(smallJob({ rows: 10 }))).job.id);
        // Equal times: the id decides.
        await database.execute("UPDATE jobs SET created_at = '2025-01-01T00:00:00.123Z'");
        await store.createJob({ ...smallJob({ rows: 10 }), tenantId: 'other' });
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await store.listJobs(TENANT, {}, { limit: 3, ...(cursor !== undefined && { cursor }) });
          seen.push(...page.jobs.map(({ id }) => id));
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        expect(seen).toEqual([...ids].sort().reverse());
      });

      it('filters by state, name and time', async () => {
        const store = storeOf();
        const started = await startJob(store);
        const { job: queued } = await store.createJob(smallJob({ rows: 10 }));
        await database.query('UPDATE jobs SET name = $1 WHERE id = $2', ['100%_Shop', queued.id]);
        await database.query("UPDATE jobs SET created_at = '2020-01-01' WHERE id = $1", [started]);
        const list = async (filters: Parameters<JobStore['listJobs']>[1]) =>
          (await store.listJobs(TENANT, filters, { limit: 10 })).jobs.map(({ id }) => id);
        expect(await list({ state: ['running'] })).toEqual([started]);
        expect(await list({ state: ['running', 'queued'] })).toEqual([queued.id, started]);
        expect(await list({ name: '%_shop' })).toEqual([queued.id]);
        expect(await list({ name: '%shop' })).toEqual([]);
        expect(await list({ createdBefore: '2021-01-01T00:00:00Z' })).toEqual([started]);
        expect(await list({ createdAfter: '2021-01-01T00:00:00Z' })).toEqual([queued.id]);
        await expect(store.listJobs(TENANT, {}, { limit: 1, cursor: 'x' })).rejects.toMatchObject({
          code: 'INVALID_REQUEST',
        });
      });

      it('deletes ended jobs with everything of theirs, and hides one tenant from another', async () => {
        const store = storeOf();
        const jobId = await startJob(store);
        for (const ask of [store.getJob, store.cancelJob, store.deleteJob, store.getManifest]) {
          await expect(ask('other', jobId)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
        }
        await expect(store.deleteJob(TENANT, jobId)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
        await finish(store, jobId);
        expect(await store.listWithOrphanParts(10)).toEqual([{ tenantId: TENANT, jobId }]);
        await store.markPartsDeleted(TENANT, jobId);
        expect(await store.listWithOrphanParts(10)).toEqual([]);
        expect(await store.listRetired(30, 10)).toEqual([]);
        await passTime('jobs', 'ended_at', '31 days');
        expect(await store.listRetired(30, 10)).toEqual([{ tenantId: TENANT, jobId }]);
        await store.deleteJob(TENANT, jobId);
        expect(await store.advanceJob(TENANT, jobId)).toBe(false);
        await passTime('plans', 'created_at', '2 days');
        await store.sweepRecords();
        for (const table of ['jobs', 'job_steps', 'tasks', 'job_events', 'plans']) {
          expect(await database.query(`SELECT FROM ${table}`)).toEqual([]);
        }
      });
    });

    it('spends at most three statements on a chunk', async () => {
      const counting = countingDatabase(database);
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

function resultOf(task: ClaimedTask): unknown {
  if (task.step === 'merge') {
    const { file_name: name, chunk_end } = task.range;
    return { name, bytes: 1, crc32: '00000000', num_records: chunk_end, row_start: 0, row_end: chunk_end };
  }
  const { table, chunk_index, row_start, row_end } = task.range;
  const bytes = { bytes: 9, crc32: '00000000', data_start: 4, data_end: 8, data_crc32: '00000000' };
  return { table_index: table, chunk_index, row_start, row_end, key: `parts/${chunk_index}`, ...bytes };
}

function manifestOf(jobId: string) {
  const hashes = { spec_hash: 'spec', plan_hash: 'plan', generation_version: 1, seed: 7 };
  return { manifest_version: 1 as const, dataset_id: 'ds_1', job_id: jobId, ...hashes, tables: [] };
}
