import { describe, expect, it } from 'vitest';
import type { AppError, Issue } from '../../../shared/errors/app-error.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';

const PARENT = { num_records: 1_000, primary_key: 'id', columns: { id: 'sequence', x: 'double' } };
const COLUMNS = {
  id: 'sequence',
  code: { kind: 'integer', min: 0, max: 9_999_999, unique: true },
  fixed: 'constant(5)',
  label: 'template(no {row})',
  parent: { kind: 'foreign_key', references: 'parents.id' },
  twice: { kind: 'derived', expression: 'id * 2' },
  a: 'double',
  sum: { kind: 'derived', expression: 'a + parents.x' },
};

function issuesOf(checks: readonly string[], num_records = 1_000_000): readonly Issue[] {
  try {
    planJob(normaliseSpec({ tables: { parents: PARENT, t: { num_records, columns: COLUMNS, checks } } }, { seed: 3 }));
  } catch (thrown) {
    const { code, issues = [] } = thrown as AppError;
    expect(code).toBe('INVALID_SPEC');
    return issues;
  }
  return [];
}

describe('planning a check', () => {
  it.each(['id > 5', 'code < 7', 'fixed = 5', "label <> ''", 'parents.x < 0.5', 'twice > id'])(
    'refuses %s, which no draw changes',
    (check) => {
      expect(issuesOf([check])).toMatchObject([{ path: 'tables.t.checks', code: 'CHECK_FIXED' }]);
    },
  );

  it('names every check that no draw changes', () => {
    expect(issuesOf(['id > 5', 'a > 0.1', 'parent > 3']).map(({ message }) => message)).toEqual([
      'the check "check 1" reads only columns that are never drawn anew: id',
      'the check "check 3" reads only columns that are never drawn anew: parent',
    ]);
  });

  it('takes checks that some draw can satisfy, whatever else they read', () => {
    expect(issuesOf(['a * 1e6 <> id', 'sum < 1.5', 'a > parents.x - 1', 'a < 0.5 or code > 3'])).toEqual([]);
  });

  it('refuses what accepts less than 1 in 10,000, with the numbers', () => {
    const [issue, ...others] = issuesOf(['a < 0.00002']);
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ path: 'tables.t.checks', code: 'CHECK_RARELY_HOLDS', bound: 0.0001 });
    expect(issue?.message).toMatch(
      /^the check "check 1" of t accepts \d of 200000 sampled rows; at least 1 in 10,000 /,
    );
    expect(issue?.value).toBeLessThan(0.0001);
  });

  it('counts checks of the same columns together, and others apart', () => {
    expect(issuesOf(['a < 0.01', 'a * 1000 % 1 < 0.001'])).toHaveLength(1);
    expect(issuesOf(['a < 0.001'])).toEqual([]);
    expect(issuesOf(['a < 0.0005'])).toEqual([]);
  });

  it('judges no sample where a table has few rows and columns that follow from their number', () => {
    expect(issuesOf(['a < 0.00002 + id'], 100)).toEqual([]);
    expect(issuesOf(['a < 0.00002'], 100)).toHaveLength(1);
  });
});
