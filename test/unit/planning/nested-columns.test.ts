import { describe, expect, it } from 'vitest';
import { OutputSpec } from '../../../shared/contracts/spec-document.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { compileTable } from '../../../shared/generation/compile-table.ts';
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
                value: Object.fromEntries(Array.from({ length: 199 }, (_, i) => [`m${i}`, 'date'])),
              },
            },
          },
          { seed: 1 },
        ),
      ).plan.tables[0]!;
    expect(partsPerFileMax(plan('nested'), PARQUET)).toBe(5_000);
    expect(partsPerFileMax(plan('text'), PARQUET)).toBe(9_999);
  });

  it('expects lists as long as their law makes them', () => {
    const expected = (length: unknown) => {
      const spec = normaliseSpec(
        { num_records: 1, schema: { v: { kind: 'json', value: { list: 'integer', length } } } },
        { seed: 1 },
      );
      const [column] = compileTable({ ...spec, generation_version: 1, tables: planJob(spec).plan.tables }, 0).columns;
      return column?.nested?.kind === 'list' ? column.nested.lengths.expected : undefined;
    };
    expect(expected(3)).toBe(3);
    expect(expected({ min: 2, max: 8 })).toBe(5);
    expect(expected({ max: 1000, distribution: { name: 'exponential', scale: 10 } })).toBeCloseTo(10, -0.5);
    expect(expected({ max: 1000, distribution: { name: 'normal', loc: 900, scale: 1 } })).toBeCloseTo(900);
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
