import { describe, expect, it } from 'vitest';
import type { Job } from '../../../shared/contracts/job.ts';
import { createMemoryObjectStore } from '../../../shared/objects/memory-object-store.ts';
import { planPrefix } from '../../../shared/objects/object-keys.ts';
import { submitJob } from '../../../shared/tasks/submit-job.ts';
import { ownedJob } from '../../support/owned-job.ts';
import { smallJob } from '../../support/small-job.ts';

/** Stores that note what was stored when the plan was kept and the job made. */
function prepare() {
  const objects = createMemoryObjectStore();
  const noted: unknown[] = [];
  const note = async (what: string) => {
    noted.push([what, (await objects.list('')).map(({ key }) => key)]);
  };
  const jobs = {
    keepPlan: () => note('plan'),
    async createJob() {
      await note('job');
      return { job: { id: 'job_1' } as Job, isReplay: false };
    },
  };
  return { jobs, objects, noted };
}

describe('submitting a job', () => {
  it('keeps the plan, then stores the sums that it names, then makes the job', async () => {
    const { jobs, objects, noted } = prepare();
    const job = ownedJob({ parents: 100 });
    expect((await submitJob(job, { jobs, objects })).job.id).toBe('job_1');
    const [hash] = [...job.blockSums.keys()];
    expect(noted).toEqual([
      ['plan', []],
      ['job', [`${planPrefix('default', job.planHash)}${hash}.f64`]],
    ]);
  });

  it('stores nothing where no key owns rows', async () => {
    const { jobs, objects, noted } = prepare();
    await submitJob(smallJob({ rows: 10 }), { jobs, objects });
    expect(noted).toEqual([['job', []]]);
  });
});
