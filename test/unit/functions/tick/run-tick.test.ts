import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTickApp } from '../../../../functions/tick/app.ts';
import { runTick, type TickDependencies } from '../../../../functions/tick/run-tick.ts';
import { NOTHING_TRIGGERED } from '../../../../functions/tick/run-triggers.ts';
import type { ClaimedTask } from '../../../../shared/contracts/task.ts';
import type { Database } from '../../../../shared/database/database.ts';
import { migrate } from '../../../../shared/database/migrate.ts';
import { AppError } from '../../../../shared/errors/app-error.ts';
import { createRequestContext } from '../../../../shared/http/request-context.ts';
import { createJobStore } from '../../../../shared/jobs/create-job-store.ts';
import type { JobStore } from '../../../../shared/jobs/job-store.ts';
import { createMemoryObjectStore } from '../../../../shared/objects/memory-object-store.ts';
import { smallJob } from '../../../support/small-job.ts';
import { pgliteEngine } from '../../../support/temp-database.ts';

const TENANT = 'default';

describe('tick', () => {
  const engine = pgliteEngine();
  let database: Database;
  let jobs: JobStore;
  beforeAll(async () => {
    database = await engine.open();
    await migrate(database);
  });
  afterAll(async () => {
    await database.close();
    await engine.close();
  });
  beforeEach(async () => {
    await database.execute('TRUNCATE jobs, plans, tasks CASCADE');
    jobs = createJobStore(database, { sliceTasks: 10 });
  });

  it('alone finishes jobs that nobody else ever touches', async () => {
    const ids = [];
    for (let job = 0; job < 3; job++) ids.push((await jobs.createJob(smallJob({ rows: 700, chunk_rows: 20 }))).job.id);
    const report = await runTick(dependencies());
    expect(report).toMatchObject({ expired_leases: 0, stalled_jobs: 0, ended_tasks: 3 * 36 });
    for (const id of ids) expect((await jobs.getJob(TENANT, id)).state).toBe('succeeded');
  });

  it('takes over what a dead worker held', async () => {
    const { job } = await jobs.createJob(smallJob({ rows: 100, chunk_rows: 20 }));
    await jobs.advanceJob(TENANT, job.id);
    await jobs.claimTasks({ slot: 'dead', incarnation: 'x' }, 3);
    await database.execute("UPDATE tasks SET lease_until = now() - interval '1 second' WHERE state = 'running'");
    expect(await runTick(dependencies())).toMatchObject({ expired_leases: 3, ended_tasks: 6 });
    expect((await jobs.getJob(TENANT, job.id)).state).toBe('succeeded');
  });

  it('fails the job of a task that cannot succeed and goes on with the others', async () => {
    const { job: bad } = await jobs.createJob(smallJob({ rows: 100, chunk_rows: 20 }));
    const { job: good } = await jobs.createJob(smallJob({ rows: 60, chunk_rows: 20 }));
    const fail = (task: ClaimedTask) => {
      if (task.job_id === bad.id && task.task_index === 2) throw new AppError('STORAGE_FULL', 'no space left');
    };
    await runTick(dependencies({ beforeTask: fail }));
    expect(await jobs.getJob(TENANT, bad.id)).toMatchObject({ state: 'failed', error: { code: 'STORAGE_FULL' } });
    expect((await jobs.getJob(TENANT, good.id)).state).toBe('succeeded');
  });

  it('answers POST /tick with what it did', async () => {
    const { job } = await jobs.createJob(smallJob({ rows: 100, chunk_rows: 20 }));
    const probes = { version: '0', readiness: { now: () => 0 }, metrics: async () => '' };
    const api = createTickApp(() => runTick(dependencies()), probes);
    const request = new Request('http://localhost/tick', { method: 'POST' });
    const response = await api.fetch(request, createRequestContext(request));
    const nothing = { expired_leases: 0, stalled_jobs: 0, retired_jobs: 0, aborted_uploads: 0, moved_datasets: 0 };
    expect(await response.json()).toEqual({ ...NOTHING_TRIGGERED, ...nothing, ended_tasks: 6 });
    expect((await jobs.getJob(TENANT, job.id)).state).toBe('succeeded');
  });

  it('claims nothing once its time is over', async () => {
    await jobs.createJob(smallJob({ rows: 100, chunk_rows: 20 }));
    expect(await runTick(dependencies(), { budgetMs: 0 })).toMatchObject({ ended_tasks: 0 });
  });

  it('fails stalled jobs', async () => {
    const { job } = await jobs.createJob(smallJob({ rows: 100 }));
    await jobs.advanceJob(TENANT, job.id);
    await database.execute("UPDATE jobs SET progressed_at = now() - interval '2 hours'");
    expect(await runTick(dependencies())).toMatchObject({ stalled_jobs: 1 });
    expect(await jobs.getJob(TENANT, job.id)).toMatchObject({ state: 'failed', error: { code: 'DEADLINE_EXCEEDED' } });
  });

  it('deletes merged parts, and ended jobs with their objects after their time', async () => {
    const { job } = await jobs.createJob(smallJob({ rows: 100 }));
    await runTick(dependencies());
    const objects = createMemoryObjectStore();
    const part = `t/${TENANT}/jobs/${job.id}/parts/0/00000000.parquet`;
    const file = `t/${TENANT}/datasets/warm/${job.id.replace('job_', 'ds_')}/data.parquet`;
    const other = `t/${TENANT}/datasets/ds_other/data.parquet`;
    for (const key of [part, file, other]) await objects.put(key, [new Uint8Array(1)]);
    await database.execute('UPDATE jobs SET has_parts = true');
    await runTick(dependencies({ objects }));
    expect(await objects.find(part)).toBeUndefined();
    await database.execute("UPDATE jobs SET ended_at = now() - interval '31 days'");
    expect(await runTick(dependencies({ objects, retentionDays: 0 }))).toMatchObject({ retired_jobs: 0 });
    expect(await runTick(dependencies({ objects }))).toMatchObject({ retired_jobs: 1 });
    expect((await objects.list('')).map(({ key }) => key)).toEqual([other]);
    await expect(jobs.getJob(TENANT, job.id)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });

  interface Options extends Partial<TickDependencies> {
    readonly beforeTask?: (task: ClaimedTask) => void;
  }

  function dependencies({ beforeTask, ...given }: Options = {}): TickDependencies {
    return {
      jobs,
      database,
      objects: createMemoryObjectStore(),
      worker: { slot: 'tick', incarnation: 'x' },
      parallel: 2,
      deadlineSeconds: 3_600,
      retentionDays: 30,
      triggers: async () => NOTHING_TRIGGERED,
      now: Date.now,
      startTask: (task) => ({ result: run(task, beforeTask), rowsDone: () => 0, cancel: () => undefined }),
      finishDatasets: async () => {
        const finishable = await jobs.listFinishable(10);
        for (const { tenantId, jobId } of finishable) await jobs.finishJob(tenantId, jobId, manifestOf(jobId));
        return finishable;
      },
      ...given,
    };
  }
});

async function run(task: ClaimedTask, beforeTask?: (task: ClaimedTask) => void): Promise<unknown> {
  beforeTask?.(task);
  return { done: task.task_index };
}

function manifestOf(jobId: string) {
  const hashes = { spec_hash: 'spec', plan_hash: 'plan', generation_version: 1, seed: 7 };
  return { manifest_version: 1 as const, dataset_id: 'ds_1', job_id: jobId, ...hashes, tables: [] };
}
