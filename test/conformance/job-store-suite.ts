import { describe, expect, it } from 'vitest';
import type { JobStore } from '../../shared/jobs/job-store.ts';
import { manifestOf, resultOf, TENANT, useJobStore, WORKER } from '../support/job-store-harness.ts';
import { smallJob } from '../support/small-job.ts';
import type { TestEngine } from '../support/temp-database.ts';

/** What every JobStore promises to callers, on any engine. Time passes by moving the times in the rows back. */
export function describeJobStore(engine: TestEngine): void {
  describe.skipIf(engine.skipReason !== undefined)(`${engine.name} ${engine.skipReason ?? ''}`, () => {
    const harness = useJobStore(engine);
    const { storeOf, startJob, drain, finish, passTime, eventNames } = harness;

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
        expect(await store.getManifest(TENANT, jobId)).toEqual({ ...manifestOf(jobId), storage_tier: 'hot' });
        expect(await store.finishJob(TENANT, jobId, manifestOf(jobId))).toBe(false);
        expect(await store.listFinishable(10)).toEqual([]);
        expect(await eventNames(store, jobId)).toEqual(['created', 'started', 'merging', 'succeeded']);
      });

      it('keeps which version of a stored schema it was made of', async () => {
        const store = storeOf();
        const job = smallJob({ rows: 10 });
        const { job: pinned } = await store.createJob({ ...job, schema: { name: 'shop', version: 3 } });
        expect(pinned).toMatchObject({ schema_name: 'shop', schema_version: 3 });
        expect(await store.getJob(TENANT, pinned.id)).toEqual(pinned);
        const { job: other } = await store.createJob(job);
        expect(other).toMatchObject({ schema_name: null, schema_version: null });
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
        const [row] = await harness.database.query<{ tasks: number }>('SELECT count(*) AS tasks FROM tasks');
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
        await harness.database.execute(
          "UPDATE tasks SET range = '{}', units = 11998951431 WHERE step = 'chunk' AND task_index = 1",
        );
        const [second] = await store.claimTasks(WORKER, 1);
        await store.completeTask(second!, resultOf(second!));
        const { steps, num_records } = await store.getJob(TENANT, jobId);
        expect(num_records).toBe(12_000_000_007);
        expect(steps[0]).toMatchObject({ value: 12_000_000_007, max: 12_000_000_007 });
      });
    });

    describe('a plan', () => {
      it('is kept ahead of its job, and for a day after its last use', async () => {
        const store = storeOf();
        const job = smallJob({ rows: 10 });
        const unused = [{ tenantId: TENANT, planHash: job.planHash }];
        await store.keepPlan(job);
        await store.keepPlan(job);
        expect(await store.readPlan(TENANT, job.planHash)).toEqual(job.plan);
        expect(await store.listUnusedPlans(10)).toEqual([]);
        await passTime('plans', 'created_at', '2 days');
        expect(await store.listUnusedPlans(10)).toEqual(unused);
        expect(await store.listUnusedPlans(0)).toEqual([]);
        await store.keepPlan(job);
        await store.deletePlan(TENANT, job.planHash);
        expect(await storeOf().readPlan(TENANT, job.planHash)).toEqual(job.plan);
        await store.createJob(job);
        await passTime('plans', 'created_at', '2 days');
        expect(await store.listUnusedPlans(10)).toEqual([]);
        await store.deletePlan(TENANT, job.planHash);
        expect(await storeOf().readPlan(TENANT, job.planHash)).toEqual(job.plan);
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

      it('ends a cancelled job whose last task was done before its worker heard of it', async () => {
        const store = storeOf();
        const jobId = await startJob(store);
        const tasks = await store.claimTasks(WORKER, 2);
        await store.cancelJob(TENANT, jobId);
        const [first, last] = tasks.map((task) => ({ task, result: resultOf(task) }));
        expect(await store.completeTasks([first!])).toEqual({ lost: [], advanced: [] });
        expect(await store.completeTasks([last!])).toMatchObject({ lost: [], advanced: [{ jobId }] });
        expect((await store.getJob(TENANT, jobId)).state).toBe('cancelled');
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
        await harness.database.execute("UPDATE jobs SET created_at = '2025-01-01T00:00:00.123Z'");
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
        await harness.database.query('UPDATE jobs SET name = $1 WHERE id = $2', ['100%_Shop', queued.id]);
        await harness.database.query("UPDATE jobs SET created_at = '2020-01-01' WHERE id = $1", [started]);
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

      it('rolls task rows up once their job has succeeded for a while, some at a time, and nothing else', async () => {
        const store = storeOf();
        const succeeded = await startJob(store);
        await finish(store, succeeded);
        const before = await store.getJob(TENANT, succeeded);
        const failed = await startJob(store);
        const [task] = await store.claimTasks(WORKER, 1);
        await store.failTask(task!, { code: 'INTERNAL', message: 'a bug', isRetryable: false });
        const tasksOf = async (jobId: string) =>
          (await harness.database.query('SELECT FROM tasks WHERE job_id = $1', [jobId])).length;
        expect(await store.rollUpTasks(100)).toBe(0);
        await passTime('jobs', 'ended_at', '11 minutes');
        expect(await store.rollUpTasks(4)).toBe(4);
        expect(await tasksOf(succeeded)).toBe(7);
        expect(await store.rollUpTasks(100)).toBe(7);
        expect(await store.rollUpTasks(100)).toBe(0);
        expect([await tasksOf(succeeded), await tasksOf(failed)]).toEqual([0, 10]);
        const marks = await harness.database.query('SELECT has_tasks FROM jobs ORDER BY state = $1', ['succeeded']);
        expect(marks).toEqual([{ has_tasks: true }, { has_tasks: false }]);
        const { steps } = before;
        expect(await store.getJob(TENANT, succeeded)).toMatchObject({ state: 'succeeded', steps });
        await store.retryJob(TENANT, failed);
        await finish(store, failed);
      });

      it('looks for parts again where one came after they were deleted, from who had lost its lease', async () => {
        const store = storeOf();
        const jobId = await startJob(store);
        const [late] = await store.claimTasks(WORKER, 1);
        await store.expireAllLeases();
        await finish(store, jobId);
        await store.markPartsDeleted(TENANT, jobId);
        const { lost } = await store.completeTasks([{ task: late!, result: resultOf(late!) }]);
        expect(lost).toEqual([late]);
        expect(await store.listWithOrphanParts(10)).toEqual([{ tenantId: TENANT, jobId }]);
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
        const key = { tenantId: TENANT, jobId };
        expect(await store.listInTier('hot', 7, 10)).toEqual([]);
        await passTime('jobs', 'ended_at', '8 days');
        expect(await store.listInTier('hot', 7, 10)).toEqual([key]);
        expect(await store.changeTier(key, { from: 'warm', to: 'cold' })).toBe(false);
        expect(await store.changeTier(key, { from: 'hot', to: 'warm' })).toBe(true);
        expect(await store.changeTier(key, { from: 'hot', to: 'warm' })).toBe(false);
        expect((await store.getJob(TENANT, jobId)).storage_tier).toBe('warm');
        expect(await store.listInTier('warm', 7, 10)).toEqual([]);
        expect(await store.listLeftTiers(3_600, 10)).toEqual([]);
        const [left] = await store.listLeftTiers(0, 10);
        expect(left).toEqual({ ...key, tier: 'hot' });
        await store.forgetLeftTier(left!);
        expect(await store.listLeftTiers(0, 10)).toEqual([]);
        expect(await store.listInTier('warm', 7, 10)).toEqual([key]);
        expect(await store.listRetired(30, 10)).toEqual([]);
        await passTime('jobs', 'ended_at', '31 days');
        expect(await store.listRetired(30, 10)).toEqual([key]);
        await store.deleteJob(TENANT, jobId);
        expect(await store.advanceJob(TENANT, jobId)).toBe(false);
        await passTime('plans', 'created_at', '2 days');
        await store.sweepRecords();
        for (const { tenantId, planHash } of await store.listUnusedPlans(10))
          await store.deletePlan(tenantId, planHash);
        for (const table of ['jobs', 'job_steps', 'tasks', 'job_events', 'plans']) {
          expect(await harness.database.query(`SELECT FROM ${table}`)).toEqual([]);
        }
      });
    });
  });
}
