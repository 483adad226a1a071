import { describe, expect, it } from 'vitest';
import type { GroupOf, Plan } from '../../../shared/contracts/plan.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { sizesDependOnSeed } from '../../../shared/planning/counted-keys.ts';
import { planJob, planJobSteps } from '../../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { bindTables, generatedValues } from '../../support/generated-values.ts';

type Members = Record<string, unknown>;
const key = (references: string, members: Members = {}) => ({ kind: 'foreign_key', references, ...members });

const specOf = (tables: Members, seed = 1) => normaliseSpec({ tables }, { seed });
const planOf = (tables: Members, seed = 1) => planJob(specOf(tables, seed)).plan;

/** A parent table of so many rows, and what its child `c` is made of. */
const family = (parents: number, columns: Members, members: Members = {}) => ({
  p: { num_records: parents, columns: { id: 'sequence' } },
  c: { ...members, columns },
});

function childrenOf(plan: Plan, tableIndex: number) {
  const member = plan.tables[tableIndex]!.groups.flatMap((group) =>
    group.kind === 'related' ? group.members : [],
  ).find((candidate): candidate is GroupOf<'foreign_key'> => candidate.kind === 'foreign_key');
  return member!.children!;
}

function issueOf(tables: Members): unknown {
  try {
    planOf(tables);
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, ...error.issues?.[0] };
    throw error;
  }
  return undefined;
}

describe('the rows of an owned table', () => {
  it('are the children of all parents, summed by blocks of 65,536', () => {
    const { plan, blockSums } = planJob(specOf(family(200_000, { k: key('p.id', { children: [0, 6] }) })));
    const { block_sums, most, parents } = childrenOf(plan, 1);
    const sums = blockSums.get(block_sums)!;
    expect([parents, most, sums.length]).toEqual([200_000, 6, 5]);
    expect([sums[0], sums[4]]).toEqual([0, plan.tables[1]!.num_records]);
    expect(plan.tables[1]!.num_records / 200_000).toBeCloseTo(3, 1);
  });

  it('are as many in each block as workers make', () => {
    const document = { tables: family(200_000, { k: key('p.id', { children: [0, 2] }) }) };
    const { plan, blockSums } = planJob(specOf(document.tables));
    const sums = blockSums.get(childrenOf(plan, 1).block_sums)!;
    const child = bindTables(document)[1]!;
    const made = new Array<number>(4).fill(0);
    for (const parent of generatedValues(child, 0, child.program.numRecords)[0]!)
      made[Math.floor(Number(parent) / 65_536)]! += 1;
    expect(made).toEqual([0, 1, 2, 3].map((block) => sums[block + 1]! - sums[block]!));
  });

  it('follow through several tables, whatever their order in the document', () => {
    const tables = {
      c: { columns: { id: 'sequence', k: key('b.id', { children: 3 }) } },
      b: { columns: { id: 'sequence', k: key('a.id', { children: 2 }) } },
      a: { num_records: 5, columns: { id: 'sequence' } },
    };
    expect(planOf(tables).tables.map(({ num_records }) => num_records)).toEqual([30, 10, 5]);
  });

  it('depend on the seed, and then only', () => {
    const tables = family(1_000, { k: key('p.id', { children: [0, 6] }) });
    const rows = [1, 1, 2].map((seed) => planOf(tables, seed).tables[1]!.num_records);
    expect(rows[0]).toBe(rows[1]);
    expect(rows[0]).not.toBe(rows[2]);
    expect(sizesDependOnSeed(planOf(tables))).toBe(true);
    expect(sizesDependOnSeed(planOf(family(5, { k: key('p.id') }, { num_records: 5 })))).toBe(false);
  });

  it('know how many the largest family has, of a fixed total too', () => {
    const total = planOf(family(3, { k: key('p.id', { children: { total: 10 } }) }));
    expect([total.tables[1]!.num_records, childrenOf(total, 1).most]).toEqual([10, 4]);
  });

  it('are none where there is no parent', () => {
    expect(planOf(family(0, { k: key('p.id', { children: 4 }) })).tables[1]!.num_records).toBe(0);
  });

  it('are counted in steps, and without a step where nothing is to be counted', () => {
    const stepsOf = (tables: Members) => [...planJobSteps(specOf(tables))].length;
    expect(stepsOf(family(200_000, { k: key('p.id', { children: 1 }) }))).toBe(4);
    expect(stepsOf(family(200_000, { k: key('p.id') }, { num_records: 200_000 }))).toBe(0);
  });

  it('stay as small a plan for a thousand million of them as for ten', () => {
    const sizeOf = (parents: number) =>
      JSON.stringify(planOf(family(parents, { k: key('p.id', { children: 25 }) }))).length;
    expect(planOf(family(40_000_000, { k: key('p.id', { children: 25 }) })).tables[1]!.num_records).toBe(1e9);
    expect(sizeOf(40_000_000) - sizeOf(1)).toBeLessThan(50);
  });
});

describe('planning refuses, with the numbers,', () => {
  const products = { num_records: 3, columns: { sku: 'uuid' } };

  it.each<[string, Members, Members]>([
    [
      'rows that need a parent where there is none',
      family(0, { k: key('p.id') }, { num_records: 5 }),
      { code: 'CONFLICT', path: 'tables.c.foreign_keys' },
    ],
    [
      'a total without a parent to go to',
      family(0, { k: key('p.id', { children: { total: 5 } }) }),
      { code: 'CONFLICT', path: 'tables.c' },
    ],
    [
      'an owner with more rows than the other side of a bridge',
      {
        ...family(9, { k: key('p.id', { children: 4 }), s: key('q.sku', { unique_within_owner: true }) }),
        q: products,
      },
      { code: 'DOMAIN_TOO_SMALL', value: 4, bound: 3 },
    ],
    [
      'weights that are not those of a planned table',
      {
        ...family(2, { id: 'sequence', k: key('p.id', { children: 2 }) }),
        w: { num_records: 1, columns: { k: key('c.id', { choose: { name: 'weighted', weights: [1, 2] } }) } },
      },
      { code: 'WEIGHTS_MISMATCH', bound: 4 },
    ],
    [
      'unique values of which there are too few',
      family(9, { k: key('p.id', { children: 4 }), u: { kind: 'integer', min: 1, max: 30, unique: true } }),
      { code: 'DOMAIN_TOO_SMALL', value: 36, bound: 30 },
    ],
    [
      'a sequence that leaves 64 bits',
      family(9, { k: key('p.id', { children: 4 }), s: { kind: 'sequence', start: '9223372036854775800' } }),
      { code: 'OUT_OF_RANGE' },
    ],
  ])('%s', (_what, tables, expected) => {
    expect(issueOf(tables)).toMatchObject(expected);
  });

  it('more parents than it counts', () => {
    const tables = family(2 ** 30 + 1, { k: key('p.id', { children: 1 }) });
    expect(() => planOf(tables)).toThrow(/1073741825 parents, the limit is 1073741824/);
  });

  it('keys to keys that double at every table', () => {
    const tables: Members = { t0: { num_records: 9, columns: { b: 'uuid' } } };
    for (let index = 1; index < 40; index++)
      tables[`t${index}`] = {
        columns: {
          a: key(`t${index - 1}.b`, { children: 1 }),
          b: key(`t${index - 1}.b`, { unique_within_owner: true }),
        },
      };
    expect(() => planOf(tables)).toThrow(/more than 1024/);
  });

  it('nothing where all rows go without the missing parent', () => {
    const plan = planOf(family(0, { k: key('p.id', { optional: 1 }) }, { num_records: 5 }));
    expect(plan.tables[1]!.num_records).toBe(5);
  });
});
