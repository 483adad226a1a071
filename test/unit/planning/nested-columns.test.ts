import { describe, expect, it } from 'vitest';
import { OutputSpec } from '../../../shared/contracts/spec-document.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { partsPerFileMax } from '../../../shared/planning/merge-ranges.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { estimateRowBytes } from '../../../shared/planning/row-bytes.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { nestedFile } from '../../support/nested-files.ts';

const PARQUET = OutputSpec.parse({ format: 'parquet' });

/** A table of 10 parents, and one of their 100 children with this nested value. */
const owned = (value: unknown) =>
  normaliseSpec(
    {
      tables: {
        parents: { num_records: 10, primary_key: 'id', columns: { id: 'sequence' } },
        children: {
          columns: {
            parent: { kind: 'foreign_key', references: 'parents.id', children: 10 },
            v: { kind: 'json', value },
          },
        },
      },
    },
    { seed: 1 },
  );

function issueOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.issues?.[0];
    throw error;
  }
  return undefined;
}

describe('the plan of a nested column', () => {
  it('asks unique leaves for a value in every place of every row, once the rows are counted', () => {
    const unique = (max: number) => ({ list: { kind: 'integer', min: 1, max, unique: true }, length: { max: 3 } });
    expect(issueOf(() => planJob(owned(unique(300))))).toBeUndefined();
    expect(issueOf(() => planJob(owned(unique(299))))).toMatchObject({
      path: 'tables.children.columns.v.value',
      code: 'DOMAIN_TOO_SMALL',
      value: 300,
      bound: 299,
    });
  });

  it('counts a column chunk for every leaf', () => {
    const plan = (as: string) =>
      planJob(
        normaliseSpec(
          {
            num_records: 1,
            schema: {
              id: 'sequence',
              v: {
                kind: 'json',
                as,
                value: Object.fromEntries(Array.from({ length: 999 }, (_, i) => [`m${i}`, 'date'])),
              },
            },
          },
          { seed: 1 },
        ),
      ).tables[0]!;
    expect(partsPerFileMax(plan('nested'), PARQUET)).toBe(1_000);
    expect(partsPerFileMax(plan('text'), PARQUET)).toBe(9_999);
  });

  it.each(['parquet', 'arrow', 'csv', 'jsonl', 'sql'])(
    'estimates rows of %s to a factor of three, and none wider than the widest',
    async (format) => {
      const output = OutputSpec.parse({ format, ...(format === 'parquet' && { compression: 'none' }) });
      const { part, column } = await nestedFile({ output, rows: [0, 2_000] });
      const { expected, max } = estimateRowBytes([column], output);
      const measured = part.bytes / 2_000;
      expect(expected / measured).toBeGreaterThan(1 / 3);
      expect(expected / measured).toBeLessThan(3);
      expect(max).toBeGreaterThan(measured);
    },
  );
});
