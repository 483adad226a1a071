import { describe, expect, it } from 'vitest';
import type { PartManifest } from '../../../shared/contracts/part-manifest.ts';
import type { PlannedJob } from '../../../shared/contracts/plan.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type ChunkTask, runChunk } from '../../../shared/tasks/run-chunk.ts';
import type { PartWork } from '../../../shared/workers/part-work.ts';
import { smallJob } from '../../support/small-job.ts';

const { plan, blockSums, planHash } = smallJob({ rows: 100, format: 'csv' });
const TASK: ChunkTask = {
  step: 'chunk',
  tenant_id: 'default',
  job_id: 'job_1',
  task_index: 3,
  fencing_token: '1',
  attempts: 0,
  plan_hash: planHash,
  range: { table: 0, chunk_index: 3, row_start: 30, row_end: 40 },
};

/** Parts are joined after all chunks have ended. */
const NO_UPLOADS = { open: async () => undefined, reopen: async () => undefined };

/** A pool whose only run ends when the test says so. */
function openPool() {
  const outcome = Promise.withResolvers<PartManifest>();
  const works: PartWork[] = [];
  const pool = {
    workers: 1,
    isOpen: true,
    run(work: PartWork, _planned: PlannedJob) {
      works.push(work);
      const cancel = () => outcome.reject(new AppError('CANCELLED', 'cancelled'));
      return { manifest: outcome.promise, rowsDone: () => 7, cancel };
    },
    close: async () => undefined,
  };
  return { pool, works, outcome };
}

describe('a chunk task', () => {
  it('is the work of its range under its plan, and its result the manifest', async () => {
    const { pool, works, outcome } = openPool();
    const run = runChunk(TASK, { pool, readPlannedJob: async () => ({ plan, blockSums }), uploads: NO_UPLOADS });
    expect(run.rowsDone()).toBe(0);
    outcome.resolve({ chunk_index: 3 } as PartManifest);
    expect(await run.result).toEqual({ chunk_index: 3 });
    expect(works).toEqual([{ tenantId: 'default', jobId: 'job_1', planHash, range: TASK.range }]);
    expect(run.rowsDone()).toBe(7);
  });

  it('never reaches a worker when it is cancelled first', async () => {
    const { pool, works } = openPool();
    const run = runChunk(TASK, { pool, readPlannedJob: async () => ({ plan, blockSums }), uploads: NO_UPLOADS });
    run.cancel();
    await expect(run.result).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(works).toEqual([]);
  });

  it('passes a cancel on to its worker', async () => {
    const { pool, works } = openPool();
    const run = runChunk(TASK, { pool, readPlannedJob: async () => ({ plan, blockSums }), uploads: NO_UPLOADS });
    while (works.length === 0) await Promise.resolve();
    run.cancel();
    await expect(run.result).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
