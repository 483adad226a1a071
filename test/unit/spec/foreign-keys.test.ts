import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';

type Members = Record<string, unknown>;
const PARENT = { num_records: 10, primary_key: 'id', columns: { id: 'sequence', name: 'city', note: 'city?' } };
const UNIFORM = { name: 'drawn', choose: { name: 'uniform' } };

/** The keys of a table `c` beside a parent table `p`. */
function keysOf(table: Members, options: Members = {}) {
  const tables = { p: PARENT, c: { num_records: 5, ...table } };
  return normaliseSpec({ tables }, { seed: 1, ...options }).tables.find(({ name }) => name === 'c')!.foreign_keys;
}

function ruleOf(key: Members, table: Members = {}, options: Members = {}) {
  return keysOf({ columns: { k: { kind: 'foreign_key', references: 'p', ...key } }, ...table }, options)![0]!.rule;
}

function issuesOf(tables: Members): [string, string][] {
  try {
    normaliseSpec({ tables }, { seed: 1 });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return (error.issues ?? []).map(({ path, code }) => [path, code]);
  }
  return [];
}

const issuesOfKey = (key: Members, table: Members = {}) =>
  issuesOf({
    p: PARENT,
    c: { num_records: 5, columns: { k: { kind: 'foreign_key', references: 'p', ...key } }, ...table },
  });

describe('a foreign key', () => {
  it('is the same at its column, in the list of keys and as text', () => {
    const expected = [
      { name: 'p', columns: ['k'], references: 'p', parent_columns: ['id'], optional: 0, rule: UNIFORM },
    ];
    for (const column of ['foreign_key(p.id)', 'foreign_key(p)', { kind: 'foreign_key', references: 'p.id' }])
      expect(keysOf({ columns: { k: column } })).toEqual(expected);
    const list = [{ columns: 'k', references: 'p', parent_columns: ['id'] }];
    expect(keysOf({ columns: { k: { kind: 'foreign_key' } }, foreign_keys: list })).toEqual(expected);
  });

  it('has a tenth of rows without a parent after a question mark', () => {
    expect(keysOf({ columns: { k: 'foreign_key(p.id)?' } })![0]!.optional).toBe(0.1);
  });

  it('is called after its parent, after its columns beside another key to it, or as it says', () => {
    const columns = {
      a: 'foreign_key(p.id)',
      b: 'foreign_key(p.id)',
      d: { kind: 'foreign_key', references: 'q.id' },
      e: { kind: 'foreign_key' },
    };
    const q = { num_records: 3, columns: { id: 'uuid' } };
    const foreign_keys = [{ name: 'own', columns: 'e', references: 'q.id' }];
    const tables = { p: PARENT, q, c: { num_records: 5, columns, foreign_keys } };
    const keys = normaliseSpec({ tables }, { seed: 1 }).tables[2]!.foreign_keys!;
    expect(keys.map(({ name }) => name)).toEqual(['own', 'a', 'b', 'd']);
  });

  it('finds tables and columns whose names hold dots', () => {
    const tables = {
      'shop.people': { num_records: 1, columns: { 'the.id': 'uuid' } },
      c: { num_records: 1, columns: { k: { kind: 'foreign_key', references: 'shop.people.the.id' } } },
    };
    const [key] = normaliseSpec({ tables }, { seed: 1 }).tables[1]!.foreign_keys!;
    expect(key).toMatchObject({ name: 'shop.people', references: 'shop.people', parent_columns: ['the.id'] });
  });

  it('within one table takes an earlier row, unless it says how to choose', () => {
    const self = (members: Members) =>
      keysOf({ columns: { id: 'sequence', k: { kind: 'foreign_key', references: 'c.id', ...members } } })![0]!.rule;
    expect(self({})).toEqual({ name: 'earlier_row' });
    expect(self({ choose: { name: 'zipf', a: 1 } })).toEqual({ name: 'drawn', choose: { name: 'zipf', a: 1 } });
  });
});

describe('children', () => {
  const planned = { num_records: undefined };
  const children = (members: Members) => ({ name: 'owning', children: members });

  it('are a number, a range, a law, a total, or shares of the rows of the table', () => {
    const uniform = { name: 'uniform' };
    expect(ruleOf({ children: 3 }, planned)).toEqual(children({ min: 3, max: 3, distribution: uniform }));
    expect(ruleOf({ children: [0, 4] }, planned)).toEqual(children({ min: 0, max: 4, distribution: uniform }));
    const law = { name: 'poisson', mu: 2 };
    expect(ruleOf({ children: { max: 9, distribution: law } }, planned)).toMatchObject(children({ min: 0, max: 9 }));
    const even = { min: 1, max: 1, distribution: uniform, total: 7 };
    expect(ruleOf({ children: { total: 7 } }, planned)).toEqual(children(even));
    expect(ruleOf({ owning: true }, { num_records: 7 })).toEqual(children(even));
    expect(ruleOf({ children: [1, 2] }, { num_records: 7 })).toMatchObject(children({ min: 1, max: 2, total: 7 }));
  });

  it('grow with the scale where their number is stated', () => {
    expect(ruleOf({ children: { total: 7 } }, planned, { scale: 100 })).toMatchObject(children({ total: 700 }));
    expect(ruleOf({ owning: true }, { num_records: 7 }, { scale: 0.5 })).toMatchObject(children({ total: 4 }));
    expect(ruleOf({ children: [0, 4] }, planned, { scale: 100 })).toMatchObject(children({ min: 0, max: 4 }));
  });

  it.each([
    ['neither they nor the rows are known', { owning: true }, planned, 'MISSING'],
    ['there are too many of one parent', { children: [0, 10_001] }, planned, 'OUT_OF_RANGE'],
    ['the range is empty', { children: [4, 1] }, planned, 'EMPTY_RANGE'],
    ['the law means nothing', { children: { distribution: { name: 'zipf', a: 0.5 } } }, planned, 'OUT_OF_RANGE'],
    ['two totals differ', { children: { total: 4 } }, { num_records: 5 }, 'CONFLICT'],
    ['the key draws its parents', { children: 2, choose: 'uniform' }, planned, 'CONFLICT'],
    ['the key says it owns nothing', { children: 2, owning: false }, planned, 'CONFLICT'],
    ['rows may have no parent', { children: 2, optional: 0.5 }, planned, 'CONFLICT'],
  ])('are refused where %s', (_why, key, table, code) => {
    expect(issuesOfKey(key as Members, table).map(([, found]) => found)).toContain(code);
  });
});

describe('a key is refused', () => {
  const key = (references: string, members: Members = {}) => ({ kind: 'foreign_key', references, ...members });
  const one = (columns: Members, members: Members = {}) => ({ num_records: 5, columns, ...members });

  it.each<[string, Members, [string, string]]>([
    ['to an unknown table', { c: one({ k: key('q.id') }) }, ['tables.c.columns.k.references', 'UNKNOWN_TABLE']],
    ['to an unknown column', { c: one({ k: key('p.di') }) }, ['tables.c.columns.k.references', 'UNKNOWN_COLUMN']],
    ['to a column with nulls', { c: one({ k: key('p.note') }) }, ['tables.c.columns.k.references', 'CONFLICT']],
    [
      'to a key that some rows lack',
      { b: one({ k: 'foreign_key(p.id)?' }), c: one({ k: key('b.k') }) },
      ['tables.c.columns.k.references', 'CONFLICT'],
    ],
    [
      'to a tree, whose first row has no parent',
      { b: one({ id: 'uuid', k: key('b.id') }), c: one({ k: key('b.k') }) },
      ['tables.c.columns.k.references', 'CONFLICT'],
    ],
    [
      'to nested values',
      { b: one({ j: { kind: 'json', value: { object: { a: 'uuid' } } } }), c: one({ k: key('b.j') }) },
      ['tables.c.columns.k.references', 'CONFLICT'],
    ],
    [
      'without a primary key to mean',
      { b: one({ id: 'uuid' }), c: one({ k: key('b') }) },
      ['tables.c.columns.k', 'MISSING'],
    ],
    ['without a parent at all', { c: one({ k: { kind: 'foreign_key' } }) }, ['tables.c.columns.k', 'MISSING']],
    [
      'that has other columns than its parent',
      {
        c: one(
          { k: { kind: 'foreign_key' } },
          { foreign_keys: [{ columns: 'k', references: 'p', parent_columns: ['id', 'name'] }] },
        ),
      },
      ['tables.c.foreign_keys[0]', 'CONFLICT'],
    ],
    [
      'whose column has values of its own',
      { c: one({ k: 'uuid' }, { foreign_keys: [{ columns: 'k', references: 'p' }] }) },
      ['tables.c.foreign_keys[0].columns', 'UNKNOWN_COLUMN'],
    ],
    [
      'that claims the column of another one',
      { c: one({ k: key('p') }, { foreign_keys: [{ name: 'q', columns: 'k', references: 'p' }] }) },
      ['tables.c.columns.k', 'CONFLICT'],
    ],
    [
      'that names a column twice',
      {
        c: one(
          { k: { kind: 'foreign_key' } },
          { foreign_keys: [{ columns: ['k', 'k'], references: 'p', parent_columns: ['id', 'name'] }] },
        ),
      },
      ['tables.c.foreign_keys[0].columns', 'DUPLICATE_NAME'],
    ],
    [
      'that is called as another one',
      {
        c: one(
          { k: { kind: 'foreign_key' }, p: { kind: 'foreign_key' } },
          {
            foreign_keys: [
              { name: 'a', columns: 'k', references: 'p' },
              { name: 'a', columns: 'p', references: 'p' },
            ],
          },
        ),
      },
      ['tables.c.foreign_keys', 'DUPLICATE_NAME'],
    ],
    [
      'that owns rows which another one owns',
      { c: one({ k: key('p', { children: 1 }), l: key('p', { children: 1 }) }) },
      ['tables.c.foreign_keys', 'CONFLICT'],
    ],
    [
      'unique within no owner',
      { c: one({ k: key('p', { unique_within_owner: true }) }) },
      ['tables.c.foreign_keys', 'MISSING'],
    ],
    [
      'with too few weights',
      { c: one({ k: key('p', { choose: { name: 'weighted', weights: [1, 2] } }) }) },
      ['tables.c.columns.k.choose.weights', 'WEIGHTS_MISMATCH'],
    ],
    [
      'with weights of nothing',
      { c: one({ k: key('p', { choose: { name: 'weighted', weights: new Array(10).fill(0) } }) }) },
      ['tables.c.columns.k.choose.weights', 'WEIGHTS_SUM'],
    ],
  ])('%s', (_why, tables, expected) => {
    expect(issuesOf({ p: PARENT, ...tables })).toEqual([expected]);
  });
});

describe('a primary key', () => {
  it.each<[unknown, string]>([
    [{ toString: 1 }, 'UNKNOWN_COLUMN'],
    ['idd', 'UNKNOWN_COLUMN'],
    [[], 'OUT_OF_RANGE'],
    [['id', 'id'], 'DUPLICATE_NAME'],
  ])('is not %j', (primary_key, code) => {
    expect(issuesOf({ p: { ...PARENT, primary_key } })).toEqual([['tables.p.primary_key', code]]);
  });
});

describe('circles', () => {
  const messageOf = (tables: Members) => {
    try {
      normaliseSpec({ tables }, { seed: 1 });
    } catch (error) {
      return (error as AppError).message;
    }
    return undefined;
  };

  it('of keys alone are allowed', () => {
    const person = { num_records: 5, primary_key: 'id', columns: { id: 'uuid', works_in: 'foreign_key(office)' } };
    const office = { num_records: 5, primary_key: 'id', columns: { id: 'uuid', head: 'foreign_key(person)' } };
    expect(issuesOf({ person, office })).toEqual([]);
  });

  it('of counts are refused with the path', () => {
    const owned = (references: string) => ({
      columns: { id: 'uuid', k: { kind: 'foreign_key', references: `${references}.id`, children: 2 } },
    });
    expect(messageOf({ a: owned('b'), b: owned('c'), c: owned('a') })).toContain('a → b → c → a');
    expect(messageOf({ a: owned('a') })).toContain('a → a');
  });

  it('of values are refused with the path', () => {
    const table = (references: string) => ({ num_records: 5, columns: { k: `foreign_key(${references})` } });
    expect(messageOf({ a: table('b.k'), b: table('a.k') })).toContain('a.k → b.k → a.k');
  });

  it('through the owner of a bridge are refused with the path', () => {
    const tables = {
      p: PARENT,
      order: { num_records: 5, columns: { id: 'foreign_key(item.product)' } },
      item: {
        columns: {
          order: { kind: 'foreign_key', references: 'order.id', children: 1 },
          product: { kind: 'foreign_key', references: 'p', unique_within_owner: true },
        },
      },
    };
    expect(messageOf(tables)).toContain('order.id → item.product → item.order → order.id');
  });
});
