import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GENERATION_VERSION, PLAN_VERSION } from '../../shared/contracts/versions.ts';
import type { Database } from '../../shared/database/database.ts';
import { MIGRATIONS } from '../../shared/database/generated/migrations.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPostgresDatabase } from '../../shared/database/postgres-database.ts';
import { createJobStore } from '../../shared/jobs/create-job-store.ts';
import { encodeCursor } from '../../shared/jobs/cursor.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';
import { engineSkipReason, type PostgresEngine, startPostgres } from '../support/engines.ts';
import { explain, recordingDatabase, type Statement } from '../support/explained-statements.ts';
import { resultOf, TENANT, WORKER } from '../support/job-store-harness.ts';

const SKIP = engineSkipReason('postgres');
const JOBS = 1_000_000;
const QUEUED = 200;
const RUNNING = 10;
/** 8 KiB each; what was read without bounds would be tens of thousands. */
const PAGES_MAX = 1_500;

const idOf = (jobNumber: number) => `job_${String(jobNumber).padStart(26, '0')}`;

/** Jobs of the last twelve days, one a second, a quarter of them of another tenant; few failed, few still have parts. */
const FILL_JOBS = `
INSERT INTO jobs (tenant_id, id, kind, name, state, spec, spec_hash, plan_hash, plan_version, generation_version,
  generator_type, format, seed, num_records, created_at, started_at, ended_at, progressed_at, has_parts)
SELECT CASE WHEN n % 4 = 0 THEN 'other' ELSE '${TENANT}' END, 'job_' || lpad(n::text, 26, '0'), 'generate', 'job ' || n,
  CASE WHEN n > ${JOBS - RUNNING} THEN 'running' WHEN n > ${JOBS - RUNNING - QUEUED} THEN 'queued'
    WHEN n % 10000 = 1 THEN 'failed' WHEN n % 100 = 3 THEN 'cancelled' ELSE 'succeeded' END,
  '{"output":{"layout":"file","format":"parquet"}}', 'spec', 'plan' || n % 100000, ${PLAN_VERSION}, ${GENERATION_VERSION}, 'tabular', 'parquet', 7, 1000,
  at, at, CASE WHEN n <= ${JOBS - RUNNING - QUEUED} THEN at END, now(), n % 5000 = 0
FROM (SELECT n, now() - (${JOBS} - n) * interval '1 second' AS at FROM generate_series(1, ${JOBS}) AS n) AS moment`;

/** Of the newest jobs, of those in the middle, and of those that failed: the ones that are shown here. */
const FILL_STEPS = `
INSERT INTO job_steps (tenant_id, job_id, step, position, state, unit, max, tasks_total, tasks_inserted)
SELECT tenant_id, id, step, position, CASE WHEN state = 'running' AND position = 0 THEN 'running' ELSE 'pending' END,
  'rows', 100000, 10000, 10000
FROM jobs CROSS JOIN (VALUES ('chunk', 0), ('merge', 1)) AS steps (step, position)
WHERE id > '${idOf(JOBS - 20_000)}' OR id BETWEEN '${idOf(JOBS / 2 - 5_000)}' AND '${idOf(JOBS / 2 + 5_000)}'
  OR state = 'failed'`;

/** One for ten jobs, and five hundred that no job uses any more. */
const FILL_PLANS = `
INSERT INTO plans (tenant_id, plan_hash, plan, created_at)
SELECT CASE WHEN n % 4 = 0 THEN 'other' ELSE '${TENANT}' END, 'plan' || n, '{}'::json, now() - n * interval '10 seconds'
FROM generate_series(0, 99999) AS n
UNION ALL SELECT '${TENANT}', 'spare' || n, '{}', now() - n * interval '1 hour' FROM generate_series(1, 500) AS n`;

/** Ten thousand chunks of each running job, a few leased; one of each of the hundred thousand before. */
const FILL_TASKS = `
INSERT INTO tasks (tenant_id, job_id, step, task_index, range, units, state, lease_slot, lease_incarnation, lease_until)
SELECT tenant_id, id, 'chunk', task_index, '{"table":0}', 10,
  CASE WHEN jobs.state <> 'running' THEN 'succeeded' WHEN task_index < 5 THEN 'running'
    WHEN task_index < 2000 THEN 'succeeded' ELSE 'pending' END, 'slot', 'gone',
  CASE WHEN jobs.state = 'running' AND task_index < 5 THEN now() - interval '1 minute' END
FROM jobs CROSS JOIN generate_series(0, CASE WHEN jobs.state = 'running' THEN 9999 ELSE 0 END) AS task_index
WHERE id > '${idOf(JOBS - 100_000)}'`;

const at = (jobNumber: number) => new Date(Date.now() - (JOBS - jobNumber) * 1_000);
const DEEP = encodeCursor({ createdAt: at(JOBS / 2), id: idOf(JOBS / 2) });

/** What is asked all the time, by whom it is asked. */
const ASKED: Readonly<Record<string, (store: JobStore) => Promise<unknown>>> = {
  'a worker claims, renews, reports, completes and fails': async (store) => {
    const tasks = await store.claimTasks(WORKER, 8);
    expect(tasks).toHaveLength(8);
    await store.renewLeases(tasks);
    await store.reportProgress(tasks[0]!, 5);
    const failure = { code: 'INTERNAL', message: 'a fault', isRetryable: true };
    await store.failTask(tasks.pop()!, failure);
    await store.releaseTasks([tasks.pop()!]);
    await store.completeTasks(tasks.map((task) => ({ task, result: resultOf(task) })));
  },
  'a caller lists the newest jobs': async (store) => {
    expect((await store.listJobs(TENANT, {}, { limit: 50 })).jobs).toHaveLength(50);
  },
  'a caller turns a page in the middle': async (store) => {
    expect((await store.listJobs(TENANT, {}, { limit: 50, cursor: DEEP })).jobs).toHaveLength(50);
  },
  'a caller lists jobs of rare states, and pages': async (store) => {
    const filters = { state: ['failed', 'running'] } as const;
    expect((await store.listJobs(TENANT, filters, { limit: 50 })).jobs.map(({ state }) => state)).toContain('failed');
    expect((await store.listJobs(TENANT, filters, { limit: 50, cursor: DEEP })).jobs).toHaveLength(50);
  },
  'a caller lists jobs of an hour': async (store) => {
    const hour = { createdAfter: at(JOBS / 2).toISOString(), createdBefore: at(JOBS / 2 + 3_600).toISOString() };
    expect((await store.listJobs(TENANT, hour, { limit: 50 })).jobs).toHaveLength(50);
  },
  'a caller reads a job and its events': async (store) => {
    expect((await store.getJob(TENANT, idOf(JOBS - 1))).state).toBe('running');
    await store.readEvents(TENANT, idOf(JOBS - 1), 0, 100);
  },
  'the coordinator moves jobs': async (store) => {
    expect(await store.listActive(100)).toHaveLength(100);
    await store.listFinishable(20);
    await store.advanceJob(TENANT, idOf(JOBS - 1));
    await store.advanceJob(TENANT, idOf(JOBS - RUNNING - 1));
  },
  'tick takes leases back and finds stalled jobs': async (store) => {
    expect(await store.expireLeases()).toBe(RUNNING * 5);
    expect(await store.failStalled(3_600)).toEqual([]);
  },
  'tick tidies up': async (store) => {
    expect(await store.listRetired(11, 100)).toHaveLength(100);
    expect(await store.listWithOrphanParts(100)).toHaveLength(100);
    expect(await store.rollUpTasks(100)).toBeLessThanOrEqual(100);
    expect(await store.listUnusedPlans(100)).toHaveLength(100);
    await store.sweepRecords();
  },
  'tick deletes a job': (store) => store.deleteJob(TENANT, idOf(3)),
  'probes and metrics ask how much there is to do': async (store) => {
    expect(await store.readLoad()).toMatchObject({ queuedJobs: QUEUED, runningJobs: RUNNING });
  },
};

describe.skipIf(SKIP !== undefined)(`a million jobs ${SKIP ?? ''}`, () => {
  let engine: PostgresEngine;
  let database: Database;
  beforeAll(async () => {
    engine = await startPostgres({ settings: { autovacuum: 'off', max_wal_size: '4GB', shared_buffers: '256MB' } });
    database = await createPostgresDatabase(engine.url, { statementTimeoutMs: 600_000 });
    // As an installation that has grown on the first schema: what came later is applied to full tables.
    await migrate(database, MIGRATIONS.slice(0, 2));
    for (const fill of [FILL_JOBS, FILL_STEPS, FILL_PLANS, FILL_TASKS]) await database.execute(fill);
    const startedMs = performance.now();
    await migrate(database);
    console.info(`later migrations of ${JOBS} jobs: ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
    await database.execute('VACUUM (ANALYZE) jobs, job_steps, plans, tasks');
  }, 600_000);
  afterAll(async () => {
    await database?.close();
    await engine?.close();
  });

  it.each(Object.entries(ASKED))('lets no table be read from end to end when %s', async (name, ask) => {
    const recording = recordingDatabase(database);
    await ask(createJobStore(recording));
    expect(recording.statements).not.toEqual([]);
    for (const statement of onceEach(recording.statements)) {
      for (const mode of ['force_custom_plan', 'force_generic_plan'] as const) {
        const { scanned, pages, plan, milliseconds } = await explain(database, statement, mode);
        const shown = `${statement.sql}\n${plan}`;
        if (pages > PAGES_MAX / 10) console.info(`${name}: ${pages} pages, ${milliseconds} ms (${mode})`);
        expect({ scanned, shown }).toEqual({ scanned: [], shown });
        expect({ isBounded: pages <= PAGES_MAX, shown }).toEqual({ isBounded: true, shown });
      }
    }
  });
});

/** The first of each text. An insertion of given rows reads nothing, and cannot be done twice. */
function onceEach(statements: readonly Statement[]): Statement[] {
  const texts = new Map(statements.toReversed().map((statement) => [statement.sql, statement]));
  return [...texts.values()].filter(({ sql }) => !/^\s*INSERT INTO \w+ \([^)]*\)\s+VALUES/.test(sql));
}
