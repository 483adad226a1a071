import { describe, expect, it } from 'vitest';
import { diffSpecs } from '../../../shared/spec/diff-specs.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';

const TABLES = {
  parent: { num_records: 10, primary_key: 'id', columns: [{ name: 'id', kind: 'sequence' }] },
  child: {
    num_records: 20,
    columns: [
      { name: 'id', kind: 'sequence' },
      { name: 'parent', kind: 'foreign_key', references: 'parent' },
    ],
    checks: [{ name: 'few', check: 'id < 100' }],
  },
};

function spec(tables: object, head: object = {}) {
  return normaliseSpec({ ...head, tables }, { seed: 1 });
}

describe('the differences of two specifications', () => {
  it('are none between a specification and another spelling of it', () => {
    const described = { ...TABLES, parent: { ...TABLES.parent, description: 'x', columns: { id: 'sequence(0,1)' } } };
    expect(diffSpecs(spec(TABLES), spec(described))).toEqual([]);
  });

  it('name tables, columns, keys, checks and settings', () => {
    const changed = {
      child: {
        ...TABLES.child,
        columns: [
          { name: 'parent', kind: 'foreign_key', references: 'parent', optional: 0.5 },
          { name: 'id', kind: 'sequence', start: 5 },
          { name: 'at', kind: 'date' },
        ],
        checks: [],
      },
      parent: { ...TABLES.parent, num_records: 11 },
      third: { num_records: 1, columns: { a: 'integer' } },
    };
    const lines = diffSpecs(spec(TABLES), spec(changed, { format: 'csv' })).map(
      ({ change, path }) => `${change} ${path}`,
    );
    expect(lines).toEqual([
      'changed output',
      'changed parent.num_records',
      'changed child.id.start',
      'added child.at',
      'changed child.(order)',
      'changed child key parent',
      'removed child check few',
      'added third',
      'changed (order)',
    ]);
  });

  it('turn around when the specifications do', () => {
    const [one, other] = [spec(TABLES), spec({ parent: TABLES.parent })];
    expect(diffSpecs(one, other)).toEqual([{ change: 'removed', subject: 'table', path: 'child' }]);
    expect(diffSpecs(other, one)).toEqual([{ change: 'added', subject: 'table', path: 'child' }]);
  });
});
