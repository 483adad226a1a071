import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { ClaimedTask } from '../../shared/contracts/task.ts';
import type { Database } from '../../shared/database/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { TASK_RETRY_POLICY } from '../../shared/errors/retry-policy.ts';
import { createJobStore, type JobStoreOptions } from '../../shared/jobs/create-job-store.ts';
import type { JobStore, NewJob } from '../../shared/jobs/job-store.ts';
import { smallJob } from './small-job.ts';
import type { TestEngine } from './temp-database.ts';

export const TENANT = 'default';
export const WORKER = { slot: 'slot-1', incarnation: 'first' };
const AT_ONCE = { ...TASK_RETRY_POLICY, initialIntervalMs: 0 };

/** A migrated database for the tests of one `describe`, emptied before each, and what they do with it. */
export interface JobStoreHarness {
  readonly database: Database;
  /** A store that tries failed tasks again at once. */
  storeOf(options?: JobStoreOptions): JobStore;
  /** Creates and starts a job of ten chunks, or the given one; answers its id. */
  startJob(store: JobStore, job?: NewJob): Promise<string>;
  /** Claims and completes everything there is, `count` at a time; answers the tasks in order. */
  drain(store: JobStore, count?: number): Promise<ClaimedTask[]>;
  /** Drains and ends the only job. */
  finish(store: JobStore, jobId: string): Promise<void>;
  /** Moves the times of a column back: nothing waits. */
  passTime(table: string, column: string, interval: string): Promise<void>;
  /** All but progress, which depends on how fast the machine is. */
  eventNames(store: JobStore, jobId: string): Promise<string[]>;
}

/** Registers the hooks; the database is there once the tests run. The engine is closed by who opened it. */
export function useJobStore(engine: TestEngine): JobStoreHarness {
  let database: Database;
  beforeAll(async () => {
    database = await engine.open();
    await migrate(database);
  });
  afterAll(() => database?.close());
  beforeEach(() => database.execute('TRUNCATE jobs, plans, tasks CASCADE'));
  return {
    get database() {
      return database;
    },
    storeOf: (options = {}) => createJobStore(database, { retryPolicy: AT_ONCE, ...options }),
    startJob,
    drain,
    finish,
    passTime: (table, column, interval) =>
      database.execute(`UPDATE ${table} SET ${column} = ${column} - interval '${interval}'`),
    eventNames,
  };
}

async function startJob(store: JobStore, job: NewJob = smallJob({ rows: 1_000, chunk_rows: 100 })): Promise<string> {
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

async function eventNames(store: JobStore, jobId: string): Promise<string[]> {
  const events = await store.readEvents(TENANT, jobId, 0, 1_000);
  return events.map(({ name }) => name).filter((name) => name !== 'progress');
}

/** What a worker would answer for a task. */
export function resultOf(task: ClaimedTask): unknown {
  if (task.step === 'merge') {
    const { file_name: name, chunk_end } = task.range;
    return { name, bytes: 1, crc32: '00000000', num_records: chunk_end, row_start: 0, row_end: chunk_end };
  }
  const { table, chunk_index, row_start, row_end } = task.range;
  const bytes = { bytes: 9, crc32: '00000000', data_start: 4, data_end: 8, data_crc32: '00000000' };
  return { table_index: table, chunk_index, row_start, row_end, key: `parts/${chunk_index}`, ...bytes };
}

/** A manifest without tables. */
export function manifestOf(jobId: string) {
  const hashes = { spec_hash: 'spec', plan_hash: 'plan', generation_version: 1, seed: 7 };
  return { manifest_version: 1 as const, dataset_id: 'ds_1', job_id: jobId, ...hashes, tables: [] };
}
