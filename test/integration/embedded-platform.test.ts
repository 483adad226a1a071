import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  type EmbeddedPlatform,
  type EmbeddedPlatformOptions,
  startEmbeddedPlatform,
} from '../../scripts/tabular/embedded-platform.ts';
import { runLocalJob } from '../../scripts/tabular/local-job.ts';
import type { Job } from '../../shared/contracts/job.ts';
import { datasetFileKey, datasetPrefix, manifestKey, partsPrefix } from '../../shared/objects/object-keys.ts';
import { waitForEnd, waitForEvent } from '../support/job-waiting.ts';
import { smallJob } from '../support/small-job.ts';

const WAYS = [
  ['parquet', 'snappy'],
  ['csv', 'none'],
  ['jsonl', 'zstd'],
  ['json', 'none'],
  ['arrow', 'none'],
  ['sql', 'gzip'],
] as const;

const root = mkdtempSync(join(tmpdir(), 'tabular-embedded-'));
afterAll(() => rmSync(root, { recursive: true }));

const platforms: EmbeddedPlatform[] = [];
afterEach(() => Promise.all(platforms.splice(0).map((platform) => platform.close())));

async function start(dataFolder = mkdtempSync(join(root, 'data-')), options: Partial<EmbeddedPlatformOptions> = {}) {
  const platform = await startEmbeddedPlatform({ dataFolder, workers: 2, ...options });
  platforms.push(platform);
  return platform;
}

async function run(platform: EmbeddedPlatform, job: ReturnType<typeof smallJob>): Promise<Job> {
  const submitted = await platform.submit(job);
  return waitForEnd(platform.jobs, submitted.job.id);
}

describe('embedded platform', () => {
  it('makes the very file that a local run makes, in any format', async () => {
    const platform = await start();
    for (const [format, compression] of WAYS) {
      const job = smallJob({ rows: 30_000, format, compression, chunk_rows: 4_000 });
      const outputPath = join(root, `local.${format}`);
      await runLocalJob({ ...job, outputPath, workers: 1 });
      const ended = await run(platform, job);
      expect(ended.state).toBe('succeeded');
      const manifest = await platform.jobs.getManifest('default', ended.id);
      const [file] = manifest.tables[0]!.files;
      const content = await platform.objects.read(datasetFileKey('default', ended.dataset_id!, file!.name));
      expect(Buffer.compare(content, readFileSync(outputPath)), format).toBe(0);
      await expect.poll(() => platform.objects.list(partsPrefix('default', ended.id))).toEqual([]);
    }
  });

  it('splits a table into compressed files of so many rows, each a whole file', async () => {
    const platform = await start();
    const split = { rows: 4_000 };
    const ended = await run(
      platform,
      smallJob({ rows: 10_000, format: 'csv', compression: 'gzip', split, chunk_rows: 1_500 }),
    );
    const [table] = (await platform.jobs.getManifest('default', ended.id)).tables;
    expect(table!.files.map(({ name, row_start, row_end }) => [name, row_start, row_end])).toEqual([
      ['data/part-00000.csv.gz', 0, 4_000],
      ['data/part-00001.csv.gz', 4_000, 8_000],
      ['data/part-00002.csv.gz', 8_000, 10_000],
    ]);
    const file = await platform.objects.read(datasetFileKey('default', ended.dataset_id!, table!.files[1]!.name));
    const lines = gunzipSync(file).toString().trimEnd().split('\r\n');
    expect([lines.length, lines[0], lines[1]!.split(',')[0]]).toEqual([4_001, 'id,age,plan,score', '4000']);
  });

  it('writes the manifest that the database keeps as the last object of a dataset', async () => {
    const platform = await start();
    const ended = await run(platform, smallJob({ rows: 10_000, format: 'csv', chunk_rows: 3_000, layout: 'parts' }));
    const { storage_tier, ...manifest } = await platform.jobs.getManifest('default', ended.id);
    expect(storage_tier).toBe('hot');
    const stored = await platform.objects.read(manifestKey('default', ended.dataset_id!));
    expect(JSON.parse(new TextDecoder().decode(stored))).toEqual(manifest);
    const objects = await platform.objects.list(datasetPrefix('default', ended.dataset_id!));
    const last = objects.toSorted((a, b) => a.modifiedAt.getTime() - b.modifiedAt.getTime()).at(-1);
    expect(last!.key).toBe(manifestKey('default', ended.dataset_id!));
    expect(manifest.tables[0]!.files.map(({ num_records }) => num_records)).toEqual([3_000, 3_000, 3_000, 1_000]);
  });

  it('works on many jobs at once and ends all of them', async () => {
    const platform = await start();
    const jobs = Array.from({ length: 15 }, (_, index) => smallJob({ rows: 2_000 + index, format: 'csv' }));
    const submitted = await Promise.all(jobs.map((job) => platform.submit(job)));
    const ended = await Promise.all(submitted.map(({ job }) => waitForEnd(platform.jobs, job.id)));
    expect(ended.map(({ state, num_records }) => [state, num_records])).toEqual(
      jobs.map((_, index) => ['succeeded', 2_000 + index]),
    );
  });

  it('cancels a running job within its page, and finishes it when retried', async () => {
    const platform = await start();
    const { job } = await platform.submit(smallJob({ rows: 3_000_000, format: 'csv', chunk_rows: 100_000 }));
    await waitForEvent(platform.jobs, job.id, 'started');
    await platform.jobs.cancelJob('default', job.id);
    platform.ring();
    expect((await waitForEnd(platform.jobs, job.id)).state).toBe('cancelled');
    expect(platform.tasksAtWork()).toBe(0);
    await platform.jobs.retryJob('default', job.id);
    platform.ring();
    expect((await waitForEnd(platform.jobs, job.id)).state).toBe('succeeded');
  });

  it('resumes after an orderly stop in the middle of a job', async () => {
    const dataFolder = mkdtempSync(join(root, 'stopped-'));
    const first = await start(dataFolder);
    const { job } = await first.submit(smallJob({ rows: 3_000_000, format: 'csv', chunk_rows: 50_000 }));
    await waitForEvent(first.jobs, job.id, 'started');
    await platforms.pop()!.close();
    const second = await start(dataFolder);
    const ended = await waitForEnd(second.jobs, job.id);
    expect(ended.state).toBe('succeeded');
    expect(ended.steps.map(({ attempts }) => attempts)).toEqual([0, 0]);
  });

  it('refuses a job that would not fit, and a second process on its folder', async () => {
    const platform = await start();
    await expect(platform.submit(smallJob({ rows: 1e12, format: 'csv', chunk_rows: 1_048_576 }))).rejects.toMatchObject(
      {
        code: 'STORAGE_FULL',
      },
    );
    const second = startEmbeddedPlatform({ dataFolder: platform.folder, workers: 1 });
    await expect(second).rejects.toMatchObject({ code: 'DATA_FOLDER_IN_USE' });
  });

  it('leaves its folder free of unfinished files', async () => {
    const platform = await start();
    await run(platform, smallJob({ rows: 5_000, format: 'json', chunk_rows: 1_000 }));
    expect(readdirSync(join(platform.folder, 'objects/.tmp'))).toEqual([]);
    expect(readdirSync(platform.folder).sort()).toEqual(['database', 'format.json', 'objects']);
  });
});
