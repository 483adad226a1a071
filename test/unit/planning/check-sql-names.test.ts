import { describe, expect, it } from 'vitest';
import type { AppError } from '../../../shared/errors/app-error.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';

function plan(names: readonly string[], output: object) {
  const schema = names.map((name) => ({ name, kind: 'uuid' }));
  return planJob(normaliseSpec({ schema, num_records: 1, output }, { seed: 1 })).plan;
}

describe('names in SQL', () => {
  it.each(['mysql', 'sqlite'])('are refused where %s takes two of them for one', (dialect) => {
    const names = ['Id', 'other', 'iD', 'ID'];
    const refused = (): unknown => {
      try {
        return plan(names, { format: 'sql', dialect });
      } catch (thrown) {
        return thrown;
      }
    };
    const { code, issues } = refused() as AppError;
    expect(code).toBe('INVALID_SPEC');
    expect(issues?.map(({ path, code }) => [path, code])).toEqual([
      ['tables.data.columns.iD', 'DUPLICATE_NAME'],
      ['tables.data.columns.ID', 'DUPLICATE_NAME'],
    ]);
  });

  it('are told apart by PostgreSQL, and by every other format', () => {
    for (const output of [{ format: 'sql' }, { format: 'csv' }])
      expect(plan(['Id', 'ID'], output).tables).toHaveLength(1);
  });
});
