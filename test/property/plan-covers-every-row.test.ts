import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../shared/contracts/limits.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { chunkCount, chunkRange } from '../../shared/planning/chunk-range.ts';
import { mergeRanges } from '../../shared/planning/merge-ranges.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { arbitrarySpec } from '../support/arbitrary-spec.ts';

const output = fc.record(
  {
    format: fc.constantFrom('parquet', 'csv', 'json', 'jsonl', 'arrow'),
    layout: fc.constantFrom('file', 'parts'),
    chunk_rows: fc.constantFrom(1, 64, 999, 65_536),
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
        for (const range of mergeRanges(plan)) {
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

function planOrRefusal(document: unknown) {
  try {
    return planJob(normaliseSpec(document, { seed: 1 }));
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    // A sequence of very many rows can leave 64 bits.
    expect(['PLAN_TOO_LARGE', 'INVALID_SPEC']).toContain(thrown.code);
    return undefined;
  }
}
