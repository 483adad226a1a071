import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { tidyJobs } from '../../functions/tick/tidy-jobs.ts';
import {
  type EmbeddedPlatform,
  type EmbeddedPlatformOptions,
  startEmbeddedPlatform,
} from '../../scripts/tabular/embedded-platform.ts';
import { runLocalJob } from '../../scripts/tabular/local-job.ts';
import { createFolderObjectStore } from '../../shared/objects/folder-object-store.ts';
import { datasetFileKey, planPrefix } from '../../shared/objects/object-keys.ts';
import type { SubmittedJob } from '../../shared/tasks/submit-job.ts';
import { waitForEnd } from '../support/job-waiting.ts';
import { ownedJob } from '../support/owned-job.ts';

const root = mkdtempSync(join(tmpdir(), 'tabular-block-sums-'));
afterAll(() => rmSync(root, { recursive: true }));

const platforms: EmbeddedPlatform[] = [];
afterEach(() => Promise.all(platforms.splice(0).map((platform) => platform.close())));

async function start(dataFolder: string, options: Partial<EmbeddedPlatformOptions> = {}) {
  const platform = await startEmbeddedPlatform({ dataFolder, workers: 1, ...options });
  platforms.push(platform);
  return platform;
}

/** The children as a local run writes them, which stores nothing. */
async function childrenMadeLocally(job: SubmittedJob): Promise<Buffer> {
  const outputPath = mkdtempSync(join(root, 'local-'));
  await runLocalJob({ ...job, outputPath, workers: 1 });
  return readFileSync(join(outputPath, 'children.csv'));
}

/** Begins the job in a process of its own, so to say, and leaves it when some of its chunks have ended. */
async function leaveInTheMiddle(dataFolder: string, job: SubmittedJob): Promise<string> {
  const hasBegun = Promise.withResolvers<void>();
  const platform = await start(dataFolder, { onTaskEnd: () => hasBegun.resolve() });
  const submitted = await platform.submit(job);
  await hasBegun.promise;
  await platforms.pop()!.close();
  return submitted.job.id;
}

describe('the sums of an owning key', () => {
  it.each([
    ['deleted', undefined],
    ['damaged', new Uint8Array(24)],
  ])('may be %s in the middle of a job, which ends with the same bytes', async (_how, content) => {
    const dataFolder = mkdtempSync(join(root, 'data-'));
    const job = ownedJob({ parents: 140_000, chunkRows: 5_000 });
    const jobId = await leaveInTheMiddle(dataFolder, job);

    const objects = createFolderObjectStore(join(dataFolder, 'objects'), { isDurable: false });
    const [stored, ...others] = await objects.list(planPrefix('default', job.planHash));
    expect([stored?.bytes, others]).toEqual([4 * 8, []]);
    const before = await objects.read(stored!.key);
    await (content === undefined ? objects.delete([stored!.key]) : objects.put(stored!.key, [content]));

    let chunks = 0;
    const platform = await start(dataFolder, { onTaskEnd: ({ task }) => (chunks += task.step === 'chunk' ? 1 : 0) });
    const ended = await waitForEnd(platform.jobs, jobId);
    expect([ended.state, ended.error]).toEqual(['succeeded', null]);
    expect(chunks).toBeGreaterThan(1);
    const made = await platform.objects.read(datasetFileKey('default', ended.dataset_id!, 'children.csv'));
    expect(Buffer.compare(made, await childrenMadeLocally(job))).toBe(0);
    expect(Buffer.compare(await platform.objects.read(stored!.key), before)).toBe(0);
  });

  it('are shared by jobs of one plan, and go a day after the last of them', async () => {
    const platform = await start(mkdtempSync(join(root, 'data-')));
    const { jobs, objects, database } = platform;
    const job = ownedJob({ parents: 1_000 });
    const tidyAfterDays = async () => {
      await database.execute(`UPDATE plans SET created_at = created_at - interval '2 days'`);
      await tidyJobs({ jobs, objects, retentionDays: 0, now: Date.now });
      return (await objects.list(planPrefix('default', job.planHash))).length;
    };
    const submitted = await Promise.all([platform.submit(job), platform.submit(job)]);
    const ids = submitted.map((answer) => answer.job.id);
    for (const id of ids) expect((await waitForEnd(jobs, id)).state).toBe('succeeded');
    expect(await tidyAfterDays()).toBe(1);
    await jobs.deleteJob('default', ids[0]!);
    expect(await tidyAfterDays()).toBe(1);
    await jobs.deleteJob('default', ids[1]!);
    expect(await tidyAfterDays()).toBe(0);
    expect(await database.query('SELECT FROM plans')).toEqual([]);
  });

  it('do not stay when their job never comes', async () => {
    const { database, jobs, objects } = await start(mkdtempSync(join(root, 'data-')), {
      wrap: { jobs: (store) => ({ ...store, createJob: () => Promise.reject(new Error('the process ends here')) }) },
    });
    const job = ownedJob({ parents: 1_000 });
    await expect(platforms[0]!.submit(job)).rejects.toThrow('the process ends here');
    expect(await objects.list('t/')).toHaveLength(1);
    await tidyJobs({ jobs, objects, retentionDays: 0, now: Date.now });
    expect(await objects.list('t/')).toHaveLength(1);
    await database.execute(`UPDATE plans SET created_at = created_at - interval '2 days'`);
    await tidyJobs({ jobs, objects, retentionDays: 0, now: Date.now });
    expect(await objects.list('t/')).toEqual([]);
  });
});
