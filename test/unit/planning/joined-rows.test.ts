import { describe, expect, it } from 'vitest';
import { planJobSteps } from '../../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';

const MIB = 1024 ** 2;

function plan(rows: number, bytesPerRow: number | undefined, output: object = {}) {
  const body = {
    schema: { id: 'sequence', n: 'long' },
    num_records: rows,
    seed: 1,
    output: { format: 'csv', ...output },
  };
  const steps = planJobSteps(
    normaliseSpec(body, { seed: 1 }),
    bytesPerRow === undefined ? undefined : [{ bytesPerRow }],
  );
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value.plan.tables[0]!;
}

describe('a plan for a store that joins only large pieces', () => {
  it('lets chunks upload into their file where a sample says that all but the last are of 8 MiB', () => {
    expect(plan(1_000_000, 100).merge).toBe('direct');
    expect(plan(1_000_000, 100, { chunk_rows: 83_887 }).merge).toBe('direct');
    expect(plan(1_000_000, 100, { chunk_rows: 83_886 }).merge).toBeUndefined();
    expect(plan(83_886, 100).merge).toBeUndefined();
    expect(plan(83_887, 100, { split: { rows: 83_887 } }).merge).toBe('direct');
    expect(plan(800_000, 100, { split: { rows: 80_000 } }).merge).toBeUndefined();
  });

  it('joins parts afterwards where nothing was sampled, or parts were asked for', () => {
    expect(plan(1_000_000, undefined).merge).toBeUndefined();
    expect(plan(1_000_000, 100, { layout: 'parts' }).merge).toBeUndefined();
  });

  it('sizes chunks by what was sampled, and makes none much smaller than the others', () => {
    for (const rows of [170_000, 200_000, 340_000, 1_000_000, 1_700_000]) {
      const { chunk_rows } = plan(rows, 100);
      const last = rows % chunk_rows || chunk_rows;
      expect(chunk_rows * 100).toBeLessThanOrEqual(16 * MIB);
      expect(last / chunk_rows).toBeGreaterThan(0.95);
    }
    expect(plan(1_000_000, 1_000).chunk_rows * 1_000).toBeGreaterThan(15 * MIB);
  });

  it('keeps the rows of chunks that were given', () => {
    expect(plan(1_000_000, 100, { chunk_rows: 123_456 }).chunk_rows).toBe(123_456);
  });
});
