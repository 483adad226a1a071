import { afterEach, describe, expect, it } from 'vitest';
import type { Plan, PlannedJob } from '../../../shared/contracts/plan.ts';
import { PLAN_VERSION } from '../../../shared/contracts/versions.ts';
import { createWorkerPool, type WorkerPool } from '../../../shared/workers/worker-pool.ts';

const STAND_IN = new URL('../../support/stand-in-worker.ts', import.meta.url);
const DEAD = new URL('../../support/dead-worker.ts', import.meta.url);
/** The smallest module there is. */
const EMPTY_MODULE = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));

const pools: WorkerPool[] = [];
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));

function createPool(workers: number, entry = STAND_IN): WorkerPool {
  const pool = createWorkerPool({
    workers,
    kernels: EMPTY_MODULE,
    objects: { kind: 'folder', folder: '/nowhere', isDurable: false },
    entry,
  });
  pools.push(pool);
  return pool;
}

function planOf(spec_hash: string): PlannedJob {
  const output = { format: 'csv', compression: 'none', layout: 'file' } as const;
  const plan: Plan = {
    plan_version: PLAN_VERSION,
    generation_version: 1,
    spec_hash,
    seed: 1,
    as_of: '',
    tables: [],
    output,
  };
  return { plan, blockSums: new Map() };
}

function workOf(jobId: string, chunkIndex = 0, planHash = 'p') {
  const range = { table: 0, chunk_index: chunkIndex, row_start: chunkIndex * 10, row_end: chunkIndex * 10 + 10 };
  return { tenantId: 't', jobId, planHash, range };
}

describe('worker pool', () => {
  it('does every work exactly once, whoever takes it', async () => {
    const pool = createPool(3);
    const runs = Array.from({ length: 200 }, (_, index) => pool.run(workOf('echo', index), planOf('s')));
    const manifests = await Promise.all(runs.map((run) => run.manifest));
    expect(manifests.map((manifest) => manifest.chunk_index)).toEqual(runs.map((_, index) => index));
  });

  it('gives each work its own plan, also when many plans come and go', async () => {
    const pool = createPool(2);
    for (let round = 0; round < 3; round++) {
      const hashes = Array.from({ length: 20 }, (_, index) => `plan-${index}`);
      const runs = hashes.map((hash) => pool.run(workOf('echo', 0, hash), planOf(`spec of ${hash}`)).manifest);
      expect((await Promise.all(runs)).map((manifest) => manifest.crc32)).toEqual(
        hashes.map((hash) => `spec of ${hash}`),
      );
    }
  });

  it('tells the rows done while it runs and all of them after', async () => {
    const pool = createPool(1);
    const run = pool.run(workOf('report', 3), planOf('s'));
    expect(run.rowsDone()).toBe(0);
    await run.manifest;
    expect(run.rowsDone()).toBe(10);
  });

  it('cancels what runs at the end of a page, and what waits at once', async () => {
    const pool = createPool(1);
    const running = pool.run(workOf('spin'), planOf('s'));
    const waiting = pool.run(workOf('echo'), planOf('s'));
    await rowsBegin(running);
    waiting.cancel();
    await expect(waiting.manifest).rejects.toMatchObject({ code: 'CANCELLED' });
    running.cancel();
    await expect(running.manifest).rejects.toMatchObject({ code: 'CANCELLED' });
    expect((await pool.run(workOf('echo', 5), planOf('s')).manifest).chunk_index).toBe(5);
  });

  it('hands back the code of an error, and INTERNAL for a bug', async () => {
    const pool = createPool(1);
    await expect(pool.run(workOf('full'), planOf('s')).manifest).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    const bug = pool.run(workOf('bug'), planOf('s')).manifest;
    await expect(bug).rejects.toMatchObject({ code: 'INTERNAL', message: expect.not.stringContaining('function') });
  });

  it('fails the work of a thread that dies, and replaces the thread', async () => {
    const pool = createPool(2);
    const runs = [workOf('die'), workOf('echo', 1), workOf('die'), workOf('echo', 2), workOf('echo', 3)];
    const endings = await Promise.allSettled(runs.map((work) => pool.run(work, planOf('s')).manifest));
    expect(endings.map((ending) => ending.status)).toEqual([
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect((await pool.run(workOf('echo', 9), planOf('s')).manifest).crc32).toBe('s');
  });

  it('gives up when its workers cannot even start', async () => {
    const pool = createPool(2, DEAD);
    await expect(pool.run(workOf('echo'), planOf('s')).manifest).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(() => pool.run(workOf('echo'), planOf('s'))).toThrowError(
      expect.objectContaining({ code: 'SHUTTING_DOWN' }),
    );
  });

  it('cancels everything when it closes', async () => {
    const pool = createPool(2);
    const runs = Array.from({ length: 5 }, () => pool.run(workOf('spin'), planOf('s')).manifest);
    const endings = Promise.allSettled(runs);
    await pool.close();
    expect((await endings).map((ending) => ending.status === 'rejected' && ending.reason.code)).toEqual(
      Array(5).fill('CANCELLED'),
    );
    expect(() => pool.run(workOf('echo'), planOf('s'))).toThrowError(
      expect.objectContaining({ code: 'SHUTTING_DOWN' }),
    );
  });
});

async function rowsBegin(run: { rowsDone(): number }): Promise<void> {
  while (run.rowsDone() === 0) await new Promise((resolve) => setImmediate(resolve));
}
