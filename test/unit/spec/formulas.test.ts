import { describe, expect, it } from 'vitest';
import type { AppError, Issue } from '../../../shared/errors/app-error.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';

type Members = Record<string, unknown>;

function issuesOf(document: Members): readonly Issue[] {
  try {
    normaliseSpec(document, { seed: 1 });
  } catch (thrown) {
    return (thrown as AppError).issues ?? [];
  }
  return [];
}

const schemaIssues = (schema: unknown, others: Members = {}) =>
  issuesOf({ schema, num_records: 10, ...others }).map(({ path, message }) => [path, message]);

const derived = (expression: string) => ({ kind: 'derived', expression });
/** The member is a word of the language, and nothing awaits a branch. */
const branch = (condition: unknown, column: unknown) =>
  Object.fromEntries([
    ['if', condition],
    ['then', column],
  ]);

describe('faults of formulas', () => {
  it('stand where the formula does, in mappings and in lists', () => {
    const expected = 'character 1: there is no column "nope"';
    expect(schemaIssues({ a: 'uuid', b: derived('nope') })).toEqual([['schema.b.expression', expected]]);
    expect(
      schemaIssues([
        { name: 'a', kind: 'uuid' },
        { name: 'b', ...derived('nope') },
      ]),
    ).toEqual([['schema[1].expression', expected]]);
    expect(schemaIssues({ a: { kind: 'uuid', null_when: 'nope' } })).toEqual([['schema.a.null_when', expected]]);
    expect(schemaIssues({ a: 'uuid' }, { checks: ['a = a', { name: 'x', check: 'nope' }] })).toEqual([
      ['checks[1].check', expected],
    ]);
    const conditional = { kind: 'conditional', when: [branch('true', 'uuid'), branch('nope', 'uuid')], else: 'uuid' };
    expect(schemaIssues({ c: conditional })).toEqual([['schema.c.when[1].if', expected]]);
    expect(schemaIssues({ t: 'template({nope})' })).toEqual([['schema.t.template', 'there is no column "nope"']]);
  });

  it('are told beside faults of other columns', () => {
    const schema = { a: 'integer[5:1]', b: derived('row +'), c: derived('upper(row)') };
    expect(schemaIssues(schema).map(([path]) => path)).toEqual([
      'schema.a.max',
      'schema.b.expression',
      'schema.c.expression',
    ]);
  });

  it('are not those of the columns that they read', () => {
    const schema = {
      a: 'integer[5:1]',
      b: derived('a + 1'),
      c: { kind: 'string', null_when: 'b > 3 and a > 2' },
      d: derived('nme'),
      e: derived('d || 1'),
    };
    expect(schemaIssues(schema, { checks: ['a > 1'] }).map(([path]) => path)).toEqual([
      'schema.a.max',
      'schema.d.expression',
    ]);
  });

  it('are not those of keys', () => {
    const child = {
      num_records: 5,
      columns: { k: { kind: 'foreign_key', references: 'nobody.id' }, x: derived('nobody.x') },
    };
    expect(issuesOf({ tables: { child } }).map(({ code }) => code)).toEqual(['UNKNOWN_TABLE']);
  });

  it.each([
    ['a check that draws', 'random() < a', 'a check must not draw random numbers'],
    ['a check of no column', '1 < 2', 'the check reads no column'],
    ['a check that is no condition', 'a + 1', 'the expression must give a boolean and gives a number'],
  ])('refuse %s', (_what, check, message) => {
    const [[path, found] = [], ...others] = schemaIssues({ a: 'double' }, { checks: [check] });
    expect(others).toEqual([]);
    expect(path).toBe('checks[0].check');
    expect(found).toContain(message);
  });

  it.each<[string, unknown, string]>([
    ['no branch', { when: [], else: 'uuid' }, 'schema.c.when'],
    ['no else', { when: [branch('true', 'uuid')] }, 'schema.c.else'],
    ['half a branch', { when: [{ if: 'true' }], else: 'uuid' }, 'schema.c.when[0]'],
    ['a branch with nulls', { when: [branch('true', 'uuid?')], else: 'uuid' }, 'schema.c.when[0].then'],
    ['a branch of no kind', { when: [branch('true', 'uuidd')], else: 'uuid' }, 'schema.c.when[0].then'],
    ['branches of two types', { when: [branch('true', 'uuid')], else: 'integer' }, 'schema.c'],
    ['a member too many', { when: [branch('true', 'uuid')], else: 'uuid', min: 5 }, 'schema.c.min'],
  ])('refuse a conditional column with %s', (_what, members, expected) => {
    const paths = schemaIssues({ c: { kind: 'conditional', ...(members as Members) } }).map(([path]) => path);
    expect(paths).toEqual([expected]);
  });
});

it('counts the branches of conditional columns as columns', () => {
  const when = Array.from({ length: 64 }, (_, index) => branch(`row = ${index}`, 'uuid'));
  const schema = Object.fromEntries(
    Array.from({ length: 8 }, (_, i) => [`c${i}`, { kind: 'conditional', when, else: 'uuid' }]),
  );
  expect(schemaIssues(schema)).toEqual([
    ['schema', 'with the branches of conditional columns there are 1040 columns, the limit is 1000'],
  ]);
});

describe('circles of values', () => {
  const circleOf = (document: Members) => issuesOf(document).map(({ code, message }) => `${code} ${message}`);

  it.each([
    [{ a: derived('b + 1'), b: derived('a - 1') }, 'data.a → data.b → data.a'],
    [{ a: { kind: 'template', template: '{a}' } }, 'data.a → data.a'],
    [
      { a: { kind: 'conditional', when: [branch("a = 'x'", 'uuid')], else: 'uuid' } },
      'data.a/if 1 → data.a → data.a/if 1',
    ],
  ])('of formulas are refused: %j', (schema, path) => {
    const [only, ...others] = circleOf({ schema, num_records: 5 });
    expect(others).toEqual([]);
    expect(only).toBe(`CIRCLE columns take their values from each other in a circle: ${path}`);
  });

  it('by nulls and checks are refused where another table reads them, and only there', () => {
    const table = (other: string, columns: Members, checks: string[] = []) => ({
      num_records: 5,
      primary_key: 'id',
      columns: { id: 'sequence', key: { kind: 'foreign_key', references: `${other}.id` }, ...columns },
      checks,
    });
    const p = { x: { kind: 'integer', null_when: 'c.y > 5' } };
    expect(circleOf({ tables: { p: table('c', p), c: table('p', { y: derived('p.x') }) } })).toEqual([
      'CIRCLE columns take their values from each other in a circle: p.x → c.y → p.x',
    ]);
    const checked = table('c', { x: 'integer', z: derived('c.y') }, ['x < z']);
    expect(circleOf({ tables: { p: checked, c: table('p', { y: derived('p.x') }) } })).toHaveLength(1);
    expect(circleOf({ tables: { p: checked, c: table('p', { y: 'integer' }) } })).toEqual([]);
    expect(circleOf({ schema: { x: { kind: 'integer', null_when: 'x > 5' } }, num_records: 5 })).toEqual([]);
  });
});

describe('a normalised spec with formulas', () => {
  it('is read again as it is', () => {
    const parent = { num_records: 5, primary_key: 'id', columns: { id: 'sequence', x: 'decimal(9,2)' } };
    const child = {
      columns: {
        key: { kind: 'foreign_key', references: 'parent.id', children: [0, 3] },
        other: { kind: 'foreign_key', references: 'parent.id', optional: 0.5 },
        d: { kind: 'derived', expression: 'key.x * 2', type: 'decimal(12,2)', null_when: 'e' },
        e: derived('random() < 0.5'),
        c: { kind: 'conditional', when: [branch('d > 3', 'integer[1:5]')], else: 'double', null_rate: 0.1 },
        t: 'template({d}-{c:04}-{e|upper})',
      },
      checks: ['c < 4', { name: 'named', check: 'd is not null or e' }],
    };
    const spec = normaliseSpec({ tables: { parent, child } }, { seed: 1 });
    expect(normaliseSpec(JSON.parse(JSON.stringify(spec)), { seed: 2 })).toEqual(spec);
  });
});
