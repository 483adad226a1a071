import { expect, it } from 'vitest';
import { type AbortDependencies, abortUploads } from '../../../../functions/tick/abort-uploads.ts';
import type { Job } from '../../../../shared/contracts/job.ts';
import { AppError } from '../../../../shared/errors/app-error.ts';
import { datasetFileKey, partKey } from '../../../../shared/objects/object-keys.ts';
import type { OpenUpload } from '../../../../shared/objects/object-store.ts';

const NOW_MS = Date.UTC(2025, 0, 10);
const DAY_MS = 86_400_000;

const ENDED: Record<string, string | null> = { job_running: null, job_ended: '2025-01-09T00:00:00Z' };

const OF_CANCELLED = 'of a cancelled job';

const jobs: AbortDependencies['jobs'] = {
  listWithUploads: async () => [{ tenantId: 'acme', jobId: 'job_cancelled' }],
  takeUploads: async (_, jobId) => (jobId === 'job_cancelled' ? [{ key: 'k', uploadId: OF_CANCELLED }] : []),
  findKeptUploads: async (uploadIds) => new Set(uploadIds.filter((uploadId) => uploadId.includes('kept'))),
  async getJob(tenantId, jobId) {
    if (tenantId === 'acme' && jobId in ENDED) return { ended_at: ENDED[jobId] } as Job;
    throw new AppError('JOB_NOT_FOUND', 'none');
  },
};

/** Without those that the cancelled job has left. */
async function abortedOf(uploads: readonly OpenUpload[]): Promise<string[]> {
  const aborted: string[] = [];
  const objects: AbortDependencies['objects'] = {
    listUploads: async () => [...uploads],
    abortUpload: async ({ uploadId }) => {
      aborted.push(uploadId);
    },
  };
  expect(await abortUploads({ jobs, objects, now: () => NOW_MS })).toBe(aborted.length);
  expect(aborted.shift()).toBe(OF_CANCELLED);
  return aborted;
}

function upload(key: string, ageDays: number): OpenUpload {
  return { key, uploadId: `${key} ${ageDays}`, begunAt: new Date(NOW_MS - ageDays * DAY_MS) };
}

it('aborts the uploads of jobs that have ended, and of no other job that it knows', async () => {
  const ended = upload(datasetFileKey('acme', 'ds_ended', 'orders.parquet'), 0);
  const running = upload(datasetFileKey('acme', 'ds_running', 'orders.parquet'), 30);
  expect(await abortedOf([ended, running])).toEqual([ended.uploadId]);
});

it('leaves what files will be made of, whatever has become of the job: a retry goes on with it', async () => {
  const failed = upload(`${datasetFileKey('acme', 'ds_ended', 'kept.parquet')}`, 5);
  expect(await abortedOf([failed])).toEqual([]);
});

it('leaves what it does not know to another installation for a day', async () => {
  const part = partKey({ tenantId: 'acme', jobId: 'x', tableIndex: 0, chunkIndex: 0, extension: 'csv' });
  const other = datasetFileKey('other', 'ds_ended', 'orders.parquet');
  const young = [upload(part, 0.9), upload(other, 0.9)];
  const old = [upload(part, 1.1), upload(other, 1.1)];
  expect(await abortedOf([...young, ...old])).toEqual(old.map(({ uploadId }) => uploadId));
});
