import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { createMemoryObjectStore } from '../../../shared/objects/memory-object-store.ts';
import { blockSumsKey } from '../../../shared/objects/object-keys.ts';
import { encodeBlockSums } from '../../../shared/planning/block-sums.ts';
import { createPlannedJobReader } from '../../../shared/tasks/read-planned-job.ts';
import { ownedJob } from '../../support/owned-job.ts';
import { smallJob } from '../../support/small-job.ts';

const JOB = ownedJob({ parents: 70_000 });
const [[HASH, SUMS] = []] = [...JOB.blockSums];
const KEY = blockSumsKey('default', JOB.planHash, HASH!);
const BYTES = encodeBlockSums(SUMS!);
const PLANNED = { plan: JOB.plan, blockSums: JOB.blockSums };

/** A reader of that plan, the store beside it, and how often each was asked; `failures` reads fail first. */
function prepare({ plan = JOB.plan, failures = 0 } = {}) {
  const objects = createMemoryObjectStore();
  const asked = { plans: 0, objects: 0 };
  const read = createPlannedJobReader({
    jobs: {
      async readPlan() {
        asked.plans += 1;
        return plan;
      },
    },
    objects: {
      put: objects.put,
      read(key) {
        asked.objects += 1;
        if (asked.objects <= failures) throw new AppError('STORAGE_UNAVAILABLE', 'the store does not answer');
        return objects.read(key);
      },
    },
  });
  return { objects, asked, read: () => read('default', JOB.planHash) };
}

describe('a plan and the sums that it names', () => {
  it('are read once for all who ask', async () => {
    const { objects, asked, read } = prepare();
    await objects.put(KEY, [BYTES]);
    const [first, second] = await Promise.all([read(), read()]);
    expect(first).toEqual(PLANNED);
    expect([second, await read()]).toEqual([first, first]);
    expect(asked).toEqual({ plans: 1, objects: 1 });
  });

  it.each([
    ['are not there', undefined],
    ['are cut short', BYTES.subarray(0, 8)],
    ['are of another plan', encodeBlockSums(Float64Array.of(0, 1, 2))],
  ])('are counted again and stored again where they %s', async (_what, stored) => {
    const { objects, read } = prepare();
    if (stored !== undefined) await objects.put(KEY, [stored]);
    expect(await read()).toEqual(PLANNED);
    expect(Buffer.compare(await objects.read(KEY), BYTES)).toBe(0);
  });

  it('are asked for again after a failure, and not counted', async () => {
    const { objects, asked, read } = prepare({ failures: 1 });
    await expect(read()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(await objects.list('')).toEqual([]);
    await objects.put(KEY, [BYTES]);
    expect(await read()).toEqual(PLANNED);
    expect(asked).toEqual({ plans: 2, objects: 2 });
  });

  it('are the plan alone where no key owns rows', async () => {
    const { plan } = smallJob({ rows: 10 });
    const { asked, read } = prepare({ plan });
    expect(await read()).toEqual({ plan, blockSums: new Map() });
    expect(asked.objects).toBe(0);
  });
});
