import { describe, expect, it } from 'vitest';
import { compareVersions } from '../../../shared/schemas/compare-versions.ts';
import { schemaContent } from '../../../shared/schemas/schema-content.ts';

const COLUMNS = {
  id: { kind: 'sequence' },
  place: { kind: 'foreign_key', references: 'place' },
  state: { kind: 'category', values: ['a', 'b'] },
  amount: { kind: 'decimal', max: 10, unique: true },
  draft: { kind: 'integer', hidden: true },
};
const TABLES = {
  place: { num_records: 3, primary_key: 'id', columns: { id: 'sequence' } },
  sale: { num_records: 5, primary_key: 'id', columns: COLUMNS, checks: [{ name: 'few', check: 'id < 9' }] },
};
const BEFORE = { format: 'csv', tables: TABLES };

type Members = Record<string, unknown>;
const withSale = (changed: Members) => ({ ...BEFORE, tables: { ...TABLES, sale: { ...TABLES.sale, ...changed } } });
const withColumns = (changed: Members) => withSale({ columns: { ...COLUMNS, ...changed } });
const { amount: _amount, draft: _draft, ...fewer } = COLUMNS;

/** `-` before what is breaking, `+` before what is not. */
function judge(before: Members, after: Members): string[] {
  const changes = compareVersions(schemaContent(before).spec, schemaContent(after).spec);
  return changes.map(({ is_breaking, change, path }) => `${is_breaking ? '-' : '+'} ${change} ${path}`);
}

describe('what a reader of rows can trip over', () => {
  it.each([
    ['a column that is gone', withSale({ columns: fewer }), ['- removed sale.amount', '+ removed sale.draft']],
    [
      'another kind',
      withColumns({ state: { kind: 'integer', min: 1, max: 1 } }),
      expect.arrayContaining(['- changed sale.state.kind']),
    ],
    ['another scale', withColumns({ amount: { ...COLUMNS.amount, scale: 3 } }), ['- changed sale.amount.scale']],
    ['first nulls', withColumns({ id: { kind: 'sequence', null_rate: 0.1 } }), ['- changed sale.id.null_rate']],
    [
      'new nulls by a rule',
      withColumns({ state: { ...COLUMNS.state, null_when: 'id = 1' } }),
      ['- added sale.state.null_when'],
    ],
    ['values that come twice', withColumns({ amount: { kind: 'decimal', max: 10 } }), ['- removed sale.amount.unique']],
    [
      'values that were not there',
      withColumns({ state: { kind: 'category', values: ['a', 'c'] } }),
      ['- changed sale.state.values'],
    ],
    ['a column that hides', withColumns({ state: { ...COLUMNS.state, hidden: true } }), ['- added sale.state.hidden']],
    [
      'another order of columns',
      withSale({ columns: Object.fromEntries(Object.entries(COLUMNS).reverse()) }),
      ['- changed sale.(order)'],
    ],
    ['another primary key', withSale({ primary_key: ['state'] }), ['- changed sale.primary_key']],
    ['a check that no longer holds', withSale({ checks: [] }), ['- removed sale check few']],
    [
      'a parent that may be missing',
      withColumns({ place: { ...COLUMNS.place, optional: 0.5 } }),
      ['- changed sale key place'],
    ],
    ['another format', { ...BEFORE, format: 'jsonl' }, expect.arrayContaining(['- changed output'])],
  ])('is %s', (_what, after, expected) => {
    expect(judge(BEFORE, after)).toEqual(expected);
  });

  it('is a table that is gone', () => {
    const { sale: _sale, ...tables } = TABLES;
    expect(judge(BEFORE, { ...BEFORE, tables })).toEqual(['- removed sale']);
    expect(judge({ ...BEFORE, tables }, BEFORE)).toEqual(['+ added sale']);
  });

  it.each([
    ['a new column at the end', withColumns({ more: 'date' }), ['+ added sale.more']],
    ['fewer values', withColumns({ state: { kind: 'category', values: ['a'] } }), ['+ changed sale.state.values']],
    ['another range', withColumns({ amount: { ...COLUMNS.amount, max: 20 } }), ['+ changed sale.amount.max']],
    [
      'nulls that are hidden',
      withColumns({ draft: { ...COLUMNS.draft, null_rate: 0.5 } }),
      ['+ changed sale.draft.null_rate'],
    ],
    ['more rows', withSale({ num_records: 50 }), ['+ changed sale.num_records']],
    [
      'a new check',
      withSale({ checks: [...TABLES.sale.checks, { name: 'more', check: 'id >= 0' }] }),
      ['+ added sale check more'],
    ],
    [
      'other parents',
      withColumns({ place: { ...COLUMNS.place, choose: { name: 'zipf', a: 1 } } }),
      ['+ changed sale key place'],
    ],
    ['another seed', { ...BEFORE, seed: 9 }, ['+ changed seed']],
    ['a hidden column that shows', withColumns({ draft: { kind: 'integer' } }), ['+ removed sale.draft.hidden']],
  ])('is not %s', (_what, after, expected) => {
    expect(judge(BEFORE, after)).toEqual(expected);
  });
});
