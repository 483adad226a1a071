import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  type EmbeddedPlatform,
  type EmbeddedPlatformOptions,
  startEmbeddedPlatform,
} from '../../scripts/tabular/embedded-platform.ts';
import type { Job } from '../../shared/contracts/job.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { partsPrefix } from '../../shared/objects/object-keys.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import type { TaskReport } from '../../shared/workers/task-source.ts';
import { waitForEnd } from '../support/job-waiting.ts';
import { smallJob } from '../support/small-job.ts';

const root = mkdtempSync(join(tmpdir(), 'tabular-faults-'));
afterAll(() => rmSync(root, { recursive: true }));

const platforms: EmbeddedPlatform[] = [];
afterEach(() => Promise.all(platforms.splice(0).map((platform) => platform.close())));

async function start(options: Partial<EmbeddedPlatformOptions> = {}) {
  const reports: TaskReport[] = [];
  const platform = await startEmbeddedPlatform({
    dataFolder: mkdtempSync(join(root, 'data-')),
    workers: 2,
    timing: { pollMs: 50, renewMs: 50, pauseMs: 50 },
    jobStore: {
      retryPolicy: { maximumAttempts: 4, initialIntervalMs: 1, backoffCoefficient: 1, maximumIntervalMs: 1 },
    },
    onTaskEnd: (report) => reports.push(report),
    ...options,
  });
  platforms.push(platform);
  return { platform, reports };
}

async function run(platform: EmbeddedPlatform, rows = 20_000): Promise<Job> {
  const { job } = await platform.submit(smallJob({ rows, format: 'csv', chunk_rows: 2_000 }));
  return waitForEnd(platform.jobs, job.id);
}

async function retry(platform: EmbeddedPlatform, jobId: string): Promise<Job> {
  await platform.jobs.retryJob('default', jobId);
  platform.ring({ tenantId: 'default', jobId });
  return waitForEnd(platform.jobs, jobId);
}

/** Fails one operation with the error while `isBroken`. */
function breaking<Operation extends keyof ObjectStore>(operation: Operation, error: AppError) {
  const state = { isBroken: true, calls: 0 };
  const wrap = (objects: ObjectStore): ObjectStore => ({
    ...objects,
    [operation]: async (...args: unknown[]) => {
      state.calls += 1;
      if (state.isBroken) throw error;
      return (objects[operation] as (...given: unknown[]) => unknown)(...args);
    },
  });
  return { state, wrap };
}

describe('a fault', () => {
  it('of a full disk fails the job, keeps its parts, and a retry goes on from them', async () => {
    const full = breaking('completeUpload', new AppError('STORAGE_FULL', 'no space is left'));
    const { platform, reports } = await start({ wrap: { objects: full.wrap } });
    const failed = await run(platform);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'STORAGE_FULL' } });
    expect(await platform.objects.list(partsPrefix('default', failed.id))).toHaveLength(10);
    full.state.isBroken = false;
    const chunksBefore = reports.filter(({ task }) => task.step === 'chunk').length;
    expect((await retry(platform, failed.id)).state).toBe('succeeded');
    expect(reports.filter(({ task }) => task.step === 'chunk')).toHaveLength(chunksBefore);
  });

  it('of the object store is tried again after a while', async () => {
    const gone = breaking('createUpload', new AppError('STORAGE_UNAVAILABLE', 'the store does not answer'));
    const { platform } = await start({
      wrap: { objects: gone.wrap },
      onTaskEnd: () => {
        if (gone.state.calls === 2) gone.state.isBroken = false;
      },
    });
    expect((await run(platform)).state).toBe('succeeded');
    expect(gone.state.calls).toBe(3);
  });

  it('that stays poisons its task: the job fails and names task and cause', async () => {
    const gone = breaking('createUpload', new AppError('STORAGE_UNAVAILABLE', 'the store does not answer'));
    const { platform } = await start({ wrap: { objects: gone.wrap } });
    const failed = await run(platform);
    expect(failed.state).toBe('failed');
    expect(failed.error?.task).toContain('merge');
    expect(gone.state.calls).toBe(4);
  });

  it('of a worker thread costs one attempt and no more', async () => {
    const workerEntry = new URL('../support/dying-worker.ts', import.meta.url);
    const { platform, reports } = await start({ workerEntry });
    const ended = await run(platform);
    expect(ended.state).toBe('succeeded');
    expect(reports.filter(({ ending }) => ending === 'failed').length).toBeGreaterThan(0);
  });

  it('that takes leases away does not stop the job, and nothing is counted twice', async () => {
    const { platform, reports } = await start();
    const { job } = await platform.submit(smallJob({ rows: 2_000_000, format: 'csv', chunk_rows: 50_000 }));
    for (let round = 0; round < 5; round++) await platform.jobs.expireAllLeases();
    const ended = await waitForEnd(platform.jobs, job.id);
    expect(ended.state).toBe('succeeded');
    expect(ended.steps[0]).toMatchObject({ value: 2_000_000, attempts: 0 });
    expect(reports.filter(({ task, ending }) => task.step === 'chunk' && ending === 'completed')).toHaveLength(40);
  });
});
