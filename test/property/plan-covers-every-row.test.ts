import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../shared/contracts/limits.ts';
import type { PlannedTable } from '../../shared/contracts/plan.ts';
import { OUTPUT_FORMATS } from '../../shared/contracts/spec-document.ts';
import type { MergeRange } from '../../shared/contracts/task.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { chunkCount, chunkRange } from '../../shared/planning/chunk-range.ts';
import { mergeRanges } from '../../shared/planning/merge-ranges.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { arbitrarySpec } from '../support/arbitrary-spec.ts';

const output = fc.record(
  {
    format: fc.constantFrom(...OUTPUT_FORMATS),
    layout: fc.constantFrom('file', 'parts'),
    chunk_rows: fc.constantFrom(1, 64, 999, 65_536),
    split: fc.oneof(
      fc.constant(true),
      fc.record({ rows: fc.oneof(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: 1, max: 2 ** 40 })) }),
      fc.record({ bytes: fc.integer({ min: 1, max: 2 ** 40 }) }),
    ),
  },
  { requiredKeys: ['format'] },
);
const rows = fc.oneof(fc.nat(100_000), fc.maxSafeNat());

describe('a plan', () => {
  it('covers every row with one chunk and every chunk with one file, or says why it cannot', () => {
    fc.assert(
      fc.property(arbitrarySpec(1), output, rows, (document, out, numRecords) => {
        const plan = planOrRefusal({ ...document, num_records: numRecords, output: out });
        if (plan === undefined) return;
        const [table] = plan.tables;
        const chunks = chunkCount(table!);
        expect(chunkRange(table!, 0).row_start).toBe(0);
        expect(chunkRange(table!, chunks - 1).row_end).toBe(numRecords);
        const middle = Math.floor(chunks / 2);
        if (middle > 0) expect(chunkRange(table!, middle).row_start).toBe(chunkRange(table!, middle - 1).row_end);
        let next = 0;
        const names = new Set<string>();
        const split = plan.output.split;
        for (const range of mergeRanges(plan)) {
          const rows = rowsOf(table!, range);
          if (split !== undefined && 'rows' in split) expect(rows).toBeLessThanOrEqual(split.rows);
          if (table!.file_rows !== undefined && range.chunk_end < chunks) expect(rows).toBe(table!.file_rows);
          expect([range.chunk_start, range.chunk_end > next]).toEqual([next, true]);
          expect(range.chunk_end - range.chunk_start).toBeLessThanOrEqual(LIMITS.partsPerFile);
          names.add(range.file_name);
          next = range.chunk_end;
          if (names.size > 50) return;
        }
        expect(next).toBe(chunks);
      }),
      { numRuns: 300, seed: 20_250_103 },
    );
  });
});

function rowsOf(table: PlannedTable, { chunk_start, chunk_end }: MergeRange): number {
  return chunkRange(table, chunk_end - 1).row_end - chunkRange(table, chunk_start).row_start;
}

function planOrRefusal(document: unknown) {
  try {
    return planJob(normaliseSpec(document, { seed: 1 })).plan;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    // A sequence of very many rows can leave 64 bits.
    expect(['PLAN_TOO_LARGE', 'INVALID_SPEC']).toContain(thrown.code);
    return undefined;
  }
}
