import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startEmbeddedPlatform } from '../../scripts/tabular/embedded-platform.ts';
import { partsPrefix } from '../../shared/objects/object-keys.ts';
import type { TaskReport } from '../../shared/workers/task-source.ts';
import { waitForEnd } from '../support/job-waiting.ts';
import { smallJob } from '../support/small-job.ts';

const root = mkdtempSync(join(tmpdir(), 'tabular-full-'));
const objectsFolder = join(root, 'objects');
mkdirSync(objectsFolder);

function mount(...options: string[]): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', ...options, 'tmpfs', objectsFolder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const canMount = process.platform === 'linux' && mount('-o', 'size=3m');
afterAll(() => {
  if (canMount) execFileSync('umount', [objectsFolder]);
  rmSync(root, { recursive: true });
});

const REASON = 'a small file system can be mounted by root on Linux only';

describe('a disk that fills up', () => {
  it.skipIf(!canMount)(`fails the job, keeps its parts, and lets a retry go on (else skipped: ${REASON})`, async () => {
    const reports: TaskReport[] = [];
    const onTaskEnd = (report: TaskReport) => reports.push(report);
    const platform = await startEmbeddedPlatform({ dataFolder: root, workers: 2, onTaskEnd });
    try {
      const { job } = await platform.jobs.createJob(smallJob({ rows: 400_000, format: 'csv', chunk_rows: 10_000 }));
      platform.ring({ tenantId: 'default', jobId: job.id });
      const failed = await waitForEnd(platform.jobs, job.id);
      expect(failed).toMatchObject({ state: 'failed', error: { code: 'STORAGE_FULL', retryable: false } });
      const kept = await platform.objects.list(partsPrefix('default', job.id));
      expect(kept.length).toBeGreaterThan(0);
      expect(await platform.objects.list('t/default/datasets/')).toEqual([]);

      expect(mount('-o', 'remount,size=200m')).toBe(true);
      const completedBefore = reports.filter(({ ending }) => ending === 'completed').length;
      expect(completedBefore).toBeGreaterThan(0);
      await platform.jobs.retryJob('default', job.id);
      platform.ring({ tenantId: 'default', jobId: job.id });
      expect((await waitForEnd(platform.jobs, job.id)).state).toBe('succeeded');
      const chunks = reports.filter(({ task, ending }) => task.step === 'chunk' && ending === 'completed');
      expect(new Set(chunks.map(({ task }) => task.task_index)).size).toBe(40);
      expect(chunks).toHaveLength(40);
    } finally {
      await platform.close();
    }
  });
});
