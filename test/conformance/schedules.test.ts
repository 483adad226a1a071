import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ScheduleCreation } from '../../shared/contracts/triggers.ts';
import { createScheduleStore } from '../../shared/schedules/create-schedule-store.ts';
import type { ScheduleStore } from '../../shared/schedules/schedule-store.ts';
import { createSchemaStore } from '../../shared/schemas/create-schema-store.ts';
import { schemaContent } from '../../shared/schemas/schema-content.ts';
import { pgliteEngine, postgresEngine } from '../support/temp-database.ts';
import { startTriggerPlatform, TENANT, type TriggerPlatform } from '../support/trigger-platform.ts';

const ENGINES = [pgliteEngine(), postgresEngine()];
afterAll(async () => {
  for (const engine of ENGINES) await engine.close();
});

const KEY = { tenantId: TENANT, name: 'nightly' };
const REQUEST = { spec: { schema: { id: 'sequence' }, num_records: 3, seed: 5 }, format: 'csv' as const };

for (const engine of ENGINES)
  describe.skipIf(engine.skipReason !== undefined)(`schedules on ${engine.name} ${engine.skipReason ?? ''}`, () => {
    let platform: TriggerPlatform;
    let store: ScheduleStore;
    beforeAll(async () => {
      platform = await startTriggerPlatform(engine);
      store = createScheduleStore(platform.database);
    });
    afterAll(() => platform?.close());
    beforeEach(() =>
      platform.database.execute('TRUNCATE schedules, schedule_runs, jobs, plans, tasks, schemas CASCADE'),
    );
    afterEach(() => expect(platform.errors.splice(0)).toEqual([]));

    const create = (change: object = {}) =>
      store.create(TENANT, ScheduleCreation.parse({ name: 'nightly', cron: '* * * * *', request: REQUEST, ...change }));
    /**
     * As if nobody had looked for `days` days: due daily, at a full hour that was at least six minutes ago, so that no due
     * time comes while a test runs.
     */
    const dueSince = (days: number) => {
      const hour = "date_trunc('hour', now() - interval '6 minutes')";
      return platform.database.execute(`UPDATE schedules SET next_due_at = ${hour} - interval '${days} days',
        cron = '0 ' || extract(hour FROM ${hour} AT TIME ZONE 'UTC') || ' * * *'`);
    };
    const runs = async () => (await store.listRuns(KEY, { limit: 200 })).runs;

    it('shows the next five due times, and none while paused', async () => {
      const { next_runs } = await create();
      expect(next_runs).toHaveLength(5);
      expect(new Set(next_runs.map((at) => at.slice(17)))).toEqual(new Set(['00.000Z']));
      expect(await store.setPaused(KEY, true)).toMatchObject({ is_paused: true, next_runs: [] });
      await store.setPaused(KEY, true);
      expect((await store.setPaused(KEY, false)).next_runs).toHaveLength(5);
    });

    it('makes one job for a due time, whatever the number of processes', async () => {
      await create({ catch_up: 'all' });
      await dueSince(2);
      const due = await Promise.all([1, 2, 3, 4].map(() => platform.processes()()));
      expect(due.reduce((jobs, { started_jobs }) => jobs + started_jobs, 0)).toBe(3);
      expect(await platform.listJobs()).toHaveLength(3);
      expect(await platform.trigger()).toMatchObject({ started_jobs: 0 });
      expect((await runs()).map(({ state, kind }) => [state, kind])).toEqual(Array(3).fill(['started', 'due']));
    });

    it('makes no second job when a process died right after making one', async () => {
      await create();
      await dueSince(0);
      await platform.trigger();
      await platform.database.execute(
        "UPDATE schedule_runs SET state = 'pending', job_id = NULL, ended_at = NULL, not_before = '-infinity'",
      );
      await platform.processes()();
      const [job, ...others] = await platform.listJobs();
      expect(others).toEqual([]);
      expect(await runs()).toMatchObject([{ state: 'started', job_id: job!.id }]);
    });

    it('makes no run twice when the due time was not moved on', async () => {
      await create();
      await dueSince(0);
      expect(await store.takeDue(9)).toBe(1);
      await dueSince(0);
      await store.takeDue(9);
      expect(await runs()).toHaveLength(1);
    });

    it('makes up for what was missed as it says', async () => {
      for (const [name, catch_up] of [
        ['a', 'skip'],
        ['b', 'one'],
        ['c', 'all'],
      ] as const)
        await create({ name, catch_up, cron: '0 0 * * *' });
      await dueSince(3);
      await store.takeDue(9);
      const historyOf = async (name: string) =>
        (await store.listRuns({ ...KEY, name }, { limit: 9 })).runs.map(({ state, missed }) => `${state} ${missed}`);
      expect(await historyOf('a')).toEqual(['skipped 3']);
      expect(await historyOf('b')).toEqual(['pending 3']);
      expect(await historyOf('c')).toEqual(Array(4).fill('pending 0'));
    });

    it('is not due while paused, and makes up for nothing afterwards', async () => {
      await create({ catch_up: 'all' });
      await dueSince(1);
      await store.setPaused(KEY, true);
      expect(await store.takeDue(9)).toBe(0);
      await store.setPaused(KEY, false);
      expect(await store.takeDue(9)).toBe(0);
    });

    it('runs once more when asked, also while paused', async () => {
      await create();
      await store.setPaused(KEY, true);
      expect(await store.runNow(KEY)).toMatchObject({ kind: 'manual', state: 'pending' });
      expect(await platform.trigger()).toMatchObject({ started_jobs: 1 });
      expect(await runs()).toMatchObject([{ kind: 'manual', state: 'started' }]);
    });

    it('gives other rows each time, or the same ones', async () => {
      await create({ catch_up: 'all' });
      await create({ name: 'same', seed_policy: 'fixed', catch_up: 'all' });
      await dueSince(1);
      await platform.trigger();
      const seeds = (await platform.listJobs()).map(({ seed }) => seed);
      const derived = seeds.filter((seed) => seed !== 5);
      expect([seeds.length, derived.length, new Set(derived).size]).toEqual([4, 2, 2]);
    });

    it('takes the schema of that moment, or the version it names', async () => {
      const schemas = createSchemaStore(platform.database);
      const contentOf = (rows: number) => schemaContent({ schema: { id: 'sequence' }, num_records: rows });
      await schemas.createSchema({ tenantId: TENANT, name: 'shop', content: contentOf(1) });
      await create({ request: { schema_ref: 'shop' } });
      await create({ name: 'pinned', request: { schema_ref: 'shop@1' } });
      await schemas.addVersion({ tenantId: TENANT, name: 'shop' }, { content: contentOf(2) });
      await dueSince(0);
      await platform.trigger();
      expect((await platform.listJobs()).map(({ schema_version }) => schema_version).sort()).toEqual([1, 2]);
      await schemas.deleteSchema({ tenantId: TENANT, name: 'shop' });
      await store.runNow(KEY);
      expect(await platform.trigger()).toMatchObject({ failed_triggers: 1 });
      expect((await runs())[0]).toMatchObject({ state: 'failed', error: { code: 'SCHEMA_NOT_FOUND' } });
    });

    it('keeps its jobs as long as it says, whatever the server does with others', async () => {
      await create({ name: 'short', retention_days: 7 });
      await create({ name: 'long', retention_days: 90 });
      await create({ name: 'forever', retention_days: 0 });
      await dueSince(0);
      await platform.trigger();
      const retired = async (days: number, globally: number) => {
        await platform.database.execute(
          `UPDATE jobs SET state = 'cancelled', ended_at = now() - interval '${days} days'`,
        );
        return (await platform.jobs.listRetired(globally, 10)).length;
      };
      expect([await retired(6, 30), await retired(8, 30), await retired(40, 30), await retired(91, 0)]).toEqual([
        0, 1, 1, 2,
      ]);
    });

    it('says so of what is not there, and refuses a name in use', async () => {
      await create();
      await expect(create()).rejects.toMatchObject({ code: 'SCHEDULE_EXISTS' });
      const absent = { ...KEY, name: 'absent' };
      const change = ScheduleCreation.omit({ name: true }).parse({ cron: '* * * * *', request: REQUEST });
      for (const ask of [
        () => store.read(absent),
        () => store.replace(absent, change),
        () => store.delete(absent),
        () => store.setPaused(absent, true),
        () => store.runNow(absent),
        () => store.listRuns(absent, { limit: 1 }),
        () => store.read({ ...KEY, tenantId: 'other' }),
      ])
        await expect(ask()).rejects.toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
    });

    it('takes another definition, and forgets its history with its name', async () => {
      const first = await create();
      await store.runNow(KEY);
      const change = ScheduleCreation.omit({ name: true }).parse({
        cron: '0 3 * * *',
        time_zone: 'Europe/Berlin',
        request: REQUEST,
      });
      expect(await store.replace(KEY, change)).toMatchObject({
        id: first.id,
        cron: '0 3 * * *',
        time_zone: 'Europe/Berlin',
      });
      expect(await runs()).toHaveLength(1);
      await store.delete(KEY);
      expect((await create()).id).not.toBe(first.id);
      expect(await runs()).toEqual([]);
    });

    it('lists by name and runs newest first, page by page', async () => {
      for (const name of ['b', 'a', 'nightly']) await create({ name, catch_up: 'all' });
      const page = await store.list(TENANT, { limit: 2 });
      const rest = await store.list(TENANT, { limit: 2, cursor: page.nextCursor });
      expect([...page.schedules, ...rest.schedules].map(({ name }) => name)).toEqual(['a', 'b', 'nightly']);
      await dueSince(3);
      await store.takeDue(9);
      const first = await store.listRuns(KEY, { limit: 3 });
      const second = await store.listRuns(KEY, { limit: 3, cursor: first.nextCursor });
      const times = [...first.runs, ...second.runs].map(({ due_at }) => due_at);
      expect([times.length, second.nextCursor]).toEqual([4, undefined]);
      expect(times).toEqual(times.toSorted().reverse());
    });
  });
