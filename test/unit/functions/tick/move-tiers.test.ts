import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { moveTiers, type TierRules } from '../../../../functions/tick/move-tiers.ts';
import type { DatasetManifest } from '../../../../shared/contracts/dataset-manifest.ts';
import type { Database } from '../../../../shared/database/database.ts';
import { migrate } from '../../../../shared/database/migrate.ts';
import { AppError } from '../../../../shared/errors/app-error.ts';
import { createJobStore } from '../../../../shared/jobs/create-job-store.ts';
import type { JobStore } from '../../../../shared/jobs/job-store.ts';
import { deleteDataset, findDatasetFile } from '../../../../shared/objects/dataset-objects.ts';
import { createMemoryObjectStore } from '../../../../shared/objects/memory-object-store.ts';
import { datasetPrefix, untieredPrefix } from '../../../../shared/objects/object-keys.ts';
import type { ObjectStore } from '../../../../shared/objects/object-store.ts';
import { smallJob } from '../../../support/small-job.ts';
import { pgliteEngine } from '../../../support/temp-database.ts';

const TENANT = 'default';
const RULES: TierRules = { hotDays: 7, warmDays: 30 };
const NAMES = ['data.csv', 'many/part-0.csv'];

describe('storage tiers', () => {
  const engine = pgliteEngine();
  let database: Database;
  let jobs: JobStore;
  let objects: ObjectStore;
  let job: { readonly id: string; readonly datasetId: string };

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
    jobs = createJobStore(database);
    objects = createMemoryObjectStore();
    const { id } = (await jobs.createJob(smallJob({ rows: 10 }))).job;
    job = { id, datasetId: id.replace('job_', 'ds_') };
    await database.execute(
      `UPDATE jobs SET state = 'succeeded', ended_at = now(), manifest = '${JSON.stringify(manifestOf(job))}'`,
    );
    await putFiles(datasetPrefix(TENANT, job.datasetId));
  });

  it('follow the age of the job, and every file is read in each of them', async () => {
    const seen: unknown[] = [];
    for (const days of [6, 8, 31]) {
      await letPass(`${days} days`);
      await move();
      const { storage_tier } = await jobs.getJob(TENANT, job.id);
      seen.push([storage_tier, (await jobs.getManifest(TENANT, job.id)).storage_tier, await readable()]);
      // the next move waits until the tier that was left is empty
      await letPassInTier('2 hours');
      await move();
    }
    expect(seen).toEqual([
      ['hot', 'hot', true],
      ['warm', 'warm', true],
      ['cold', 'cold', true],
    ]);
    expect((await objects.list('')).map(({ key }) => key)).toEqual(keysBelow('cold'));
  });

  it('are skipped by what is old enough for the last one', async () => {
    await letPass('31 days');
    expect(await move()).toBe(1);
    expect((await jobs.getJob(TENANT, job.id)).storage_tier).toBe('cold');
  });

  it('end only where their end has a time', async () => {
    await letPass('1000 days');
    expect(await move({ hotDays: 0, warmDays: 30 })).toBe(0);
    expect(await move({ hotDays: 7, warmDays: 0 })).toBe(1);
    expect((await jobs.getJob(TENANT, job.id)).storage_tier).toBe('warm');
  });

  it('keep what was left for an hour, for whoever reads it', async () => {
    await letPass('8 days');
    await move();
    expect(await objects.list(datasetPrefix(TENANT, job.datasetId))).toHaveLength(3);
    await letPassInTier('59 minutes');
    await move();
    expect(await objects.list(datasetPrefix(TENANT, job.datasetId))).toHaveLength(3);
    await letPassInTier('61 minutes');
    await move();
    expect((await objects.list('')).map(({ key }) => key)).toEqual(keysBelow('warm'));
    expect(await jobs.listLeftTiers(0, 10)).toEqual([]);
  });

  it('hold datasets whole whenever a mover dies, at every call', async () => {
    await letPass('8 days');
    for (let call = 1; ; call++) {
      const dying = dyingAfter(call);
      const isDead = await moveTiers({ jobs: dying(jobs), objects: dying(objects), tiers: RULES, now: Date.now }).then(
        () => false,
        () => true,
      );
      expect(await readable(), `after call ${call}`).toBe(true);
      await letPassInTier('2 hours');
      if (!isDead) break;
    }
    await move();
    expect((await objects.list('')).map(({ key }) => key)).toEqual(keysBelow('warm'));
  });

  it('are the same whatever the number of movers', async () => {
    await letPass('8 days');
    const moved = await Promise.all([move(), move(), move()]);
    expect(moved.reduce((sum, one) => sum + one)).toBe(1);
    expect(await readable()).toBe(true);
    await letPassInTier('2 hours');
    await Promise.all([move(), move()]);
    expect((await objects.list('')).map(({ key }) => key)).toEqual(keysBelow('warm'));
  });

  it('leave nothing of a job that is deleted on the way', async () => {
    await letPass('8 days');
    const copying: ObjectStore = {
      ...objects,
      async copy(source, target, options) {
        const copied = await objects.copy(source, target, options);
        if (!source.endsWith('manifest.json')) return copied;
        await jobs.deleteJob(TENANT, job.id);
        await deleteDataset(objects, TENANT, job.datasetId);
        return objects.put(target, [new Uint8Array(1)]);
      },
    };
    expect(await moveTiers({ jobs, objects: copying, tiers: RULES, now: Date.now })).toBe(0);
    expect(await objects.list('')).toEqual([]);
  });

  it('take over datasets of releases that had none', async () => {
    await deleteDataset(objects, TENANT, job.datasetId);
    await putFiles(untieredPrefix(TENANT, job.datasetId));
    expect(await readable()).toBe(true);
    await letPass('8 days');
    await move();
    expect(await readable()).toBe(true);
    await letPassInTier('2 hours');
    await move();
    expect((await objects.list('')).map(({ key }) => key)).toEqual(keysBelow('warm'));
  });

  it('leave out a dataset that cannot be read now, and move the others', async () => {
    const { id } = (await jobs.createJob(smallJob({ rows: 10 }))).job;
    const other = { id, datasetId: id.replace('job_', 'ds_') };
    await database.execute(
      `UPDATE jobs SET state = 'succeeded', ended_at = now() - interval '9 days',
       manifest = '${JSON.stringify(manifestOf(other))}' WHERE id = '${id}'`,
    );
    await letPass('8 days', job.id);
    expect(await move()).toBe(1);
    expect((await jobs.getJob(TENANT, other.id)).storage_tier).toBe('hot');
    expect((await jobs.getJob(TENANT, job.id)).storage_tier).toBe('warm');
  });

  const move = (tiers: TierRules = RULES) => moveTiers({ jobs, objects, tiers, now: Date.now });

  async function letPass(age: string, jobId = job.id): Promise<void> {
    await database.execute(`UPDATE jobs SET ended_at = now() - interval '${age}' WHERE id = '${jobId}'`);
  }

  async function letPassInTier(age: string): Promise<void> {
    await database.execute(`UPDATE jobs SET tier_changed_at = now() - interval '${age}'`);
  }

  async function putFiles(prefix: string): Promise<void> {
    for (const name of [...NAMES, 'manifest.json']) await objects.put(prefix + name, [new TextEncoder().encode(name)]);
  }

  /** As a reader finds them now. */
  async function readable(): Promise<boolean> {
    const { storage_tier: tier = 'hot' } = await jobs.getManifest(TENANT, job.id);
    for (const name of NAMES) {
      const found = await findDatasetFile(objects, { tenantId: TENANT, datasetId: job.datasetId, tier }, name);
      if (found === undefined || new TextDecoder().decode(await objects.read(found.key)) !== name) return false;
    }
    return true;
  }

  function keysBelow(tier: 'warm' | 'cold'): string[] {
    return [...NAMES, 'manifest.json'].sort().map((name) => datasetPrefix(TENANT, job.datasetId, tier) + name);
  }
});

/** Stores whose calls together fail from the given one on, as for a process that is killed before it. */
function dyingAfter(lastCall: number): <Store extends object>(store: Store) => Store {
  let calls = 0;
  return (store) =>
    new Proxy(store, {
      get(target, name) {
        const operation = Reflect.get(target, name) as (...args: unknown[]) => unknown;
        if (typeof operation !== 'function') return operation;
        return (...args: unknown[]) => {
          calls += 1;
          if (calls > lastCall) throw new AppError('INTERNAL', 'killed');
          return operation.apply(target, args);
        };
      },
    });
}

function manifestOf({ id, datasetId }: { readonly id: string; readonly datasetId: string }): DatasetManifest {
  const hashes = { spec_hash: 'spec', plan_hash: 'plan', generation_version: 1, seed: 7 };
  const files = NAMES.map((name) => ({ name, bytes: 1, crc32: '0', num_records: 1, row_start: 0, row_end: 1 }));
  const tables = [{ name: 'data', num_records: 1, columns: [], files }];
  return { manifest_version: 1, dataset_id: datasetId, job_id: id, ...hashes, tables };
}
