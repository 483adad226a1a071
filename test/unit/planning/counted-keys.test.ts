import { describe, expect, it } from 'vitest';
import type { BlockSums } from '../../../shared/contracts/plan.ts';
import { countedKeys, recountBlocks } from '../../../shared/planning/counted-keys.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';

const owning = (references: string, children: unknown) => ({ kind: 'foreign_key', references, children });

/** Three generations, the last of which has a fixed total. */
const PLANNED = planJob(
  normaliseSpec(
    {
      tables: {
        a: { num_records: 70_000, columns: { id: 'sequence' } },
        b: { columns: { id: 'sequence', a: owning('a.id', [0, 4]), weight: 'double' } },
        c: { columns: { b: owning('b.id', { total: 1_000, min: 0, max: 9 }) } },
        d: { num_records: 5, columns: { a: 'foreign_key(a.id)' } },
      },
    },
    { seed: 11 },
  ),
);

function recounted(): { blockSums: BlockSums; pauses: number } {
  const steps = recountBlocks(PLANNED.plan);
  for (let pauses = 0; ; pauses++) {
    const step = steps.next();
    if (step.done) return { blockSums: step.value, pauses };
  }
}

describe('the keys of a plan that own rows', () => {
  it('are one of each table that is owned', () => {
    expect(countedKeys(PLANNED.plan).map(({ tableName, key }) => [tableName, key.name])).toEqual([
      ['b', 'a'],
      ['c', 'b'],
    ]);
  });

  it('give the sums that planning gave, from the plan alone, block by block', () => {
    const { blockSums, pauses } = recounted();
    expect(blockSums.size).toBe(2);
    expect(blockSums).toEqual(PLANNED.blockSums);
    const blocks = [...blockSums.values()].reduce((sum, { length }) => sum + length - 1, 0);
    expect(pauses).toBe(blocks);
  });
});
