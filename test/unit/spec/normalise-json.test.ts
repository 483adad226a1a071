import { describe, expect, it } from 'vitest';
import { canonicalSpecText, withoutDescriptions } from '../../../shared/contracts/spec-text.ts';
import { AppError, type Issue } from '../../../shared/errors/app-error.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';

const normalise = (value: unknown, numRecords = 10, members = {}) =>
  normaliseSpec({ num_records: numRecords, schema: { v: { kind: 'json', value, ...members } } }, { seed: 1 }).tables[0]!
    .columns[0]!;

function issuesOf(value: unknown, numRecords = 10, members = {}): Issue[] {
  try {
    normalise(value, numRecords, members);
  } catch (error) {
    if (error instanceof AppError) return [...(error.issues ?? [])];
    throw error;
  }
  return [];
}

/** `{ a: { a: … } }` with a leaf at level `levels`. */
const nest = (levels: number): unknown => (levels === 1 ? 'integer' : { a: nest(levels - 1) });

describe('the value of a json column', () => {
  it('is the same however it is spelled', () => {
    const plain = normalise({ a: 'integer[1:9]?', b: { list: { c: 'uuid' }, length: 2 }, d: { e: 'date' } });
    const full = normalise({
      object: [
        { name: 'a', kind: 'integer', min: 1, max: 9, null_rate: 0.1 },
        {
          name: 'b',
          list: { object: { c: { kind: 'uuid' } }, null_rate: 0 },
          length: { min: 2, max: 2, distribution: { name: 'uniform' } },
        },
        { name: 'd', object: { e: 'date' } },
      ],
    });
    expect(plain).toEqual(full);
    expect(plain).toMatchObject({ as: 'nested', null_rate: 0 });
  });

  it('is read again as it was normalised', () => {
    const column = normalise({
      a: 'integer?',
      b: { list: { list: { c: 'uuid' }, length: 2 }, length: 2, null_rate: 0.5 },
    });
    const { name, ...members } = column;
    const again = normaliseSpec({ num_records: 10, schema: [{ name, ...members }] }, { seed: 1 });
    expect(again.tables[0]!.columns[0]).toEqual(column);
  });

  it('takes names that spell a node in the list form, and those that JavaScript would move', () => {
    const object = ['list', 'object', 'kind', '7'].map((name) => ({ name, kind: 'integer' }));
    const column = normalise({ object });
    const { value } = column as unknown as { value: { object: { name: string }[] } };
    expect(value.object.map(({ name }) => name)).toEqual(['list', 'object', 'kind', '7']);
  });

  it.each([
    ['nothing', undefined, 'value', 'MISSING'],
    ['a leaf', 'integer', 'value', 'WRONG_TYPE'],
    ['a leaf in full', { kind: 'integer' }, 'value', 'WRONG_TYPE'],
    ['no members', {}, 'value', 'MISSING'],
    ['members that are none', { object: 5 }, 'value.object', 'MISSING'],
    ['a null rate of the root', { object: { a: 'integer' }, null_rate: 0.5 }, 'value.null_rate', 'CONFLICT'],
    ['a list without length', { list: 'integer' }, 'value.length', 'MISSING'],
    ['a list without max', { list: 'integer', length: { min: 1 } }, 'value.length.max', 'MISSING'],
    ['a list too long', { list: 'integer', length: 1001 }, 'value.length', 'OUT_OF_RANGE'],
    ['a negative length', { list: 'integer', length: { min: -1, max: 2 } }, 'value.length.min', 'OUT_OF_RANGE'],
    ['an empty range of lengths', { list: 'integer', length: { min: 3, max: 2 } }, 'value.length.max', 'EMPTY_RANGE'],
    ['an unknown member of a list', { list: 'integer', length: 1, size: 2 }, 'value.size', 'UNKNOWN_KEY'],
    ['an unknown member of an object', { object: { a: 'integer' }, b: 'integer' }, 'value.b', 'UNKNOWN_KEY'],
    ['another name than its own', { a: { name: 'b', object: { c: 'uuid' } } }, 'value.a.name', 'CONFLICT'],
    ['a wrong null rate', { a: { object: { b: 'integer' }, null_rate: 2 } }, 'value.a.null_rate', 'OUT_OF_RANGE'],
    ['a member that is a number', { '7': 'integer' }, 'value.7', 'INTEGER_LIKE_NAME'],
    [
      'two members of one name',
      {
        object: [
          { name: 'a', kind: 'uuid' },
          { name: 'a', kind: 'uuid' },
        ],
      },
      'value.object[1]',
      'DUPLICATE_NAME',
    ],
    ['a leaf with a fault', { a: { list: 'integer[9:1]', length: 1 } }, 'value.a.list', 'EMPTY_RANGE'],
    ['a leaf of an unknown kind', { a: 'interger' }, 'value.a', 'UNKNOWN_KIND'],
    ['a person nobody knows', { a: 'email(buyer)' }, 'value.a.entity', 'UNKNOWN_ENTITY'],
    ['a foreign key', { a: { kind: 'derived', expression: '1' } }, 'value.a', 'NOT_AVAILABLE'],
    ['json in json', { a: { kind: 'json', value: { b: 'integer' } } }, 'value.a', 'NOT_AVAILABLE'],
    ['a template over columns', { a: 'template({v}-{row})' }, 'value.a', 'NOT_AVAILABLE'],
    ['a hidden leaf', { a: { kind: 'integer', hidden: true } }, 'value.a', 'NOT_AVAILABLE'],
    ['numbers that JSON rounds', { a: { kind: 'long', max: '9223372036854775807' } }, 'value.a', 'NOT_AVAILABLE'],
    ['a sequence that JSON rounds', { a: 'sequence(9007199254740990,1)' }, 'value.a', 'NOT_AVAILABLE'],
    ['eleven levels', nest(11), `value.${'a.'.repeat(9)}a`, 'OUT_OF_RANGE'],
  ])('is refused with %s', (_what, value, path, code) => {
    const issues = issuesOf(value);
    expect(issues.map((issue) => issue.code)).toContain(code);
    expect(issues.find((issue) => issue.code === code)?.path).toContain(`schema.v.${path}`);
  });

  it('may have ten levels', () => {
    expect(issuesOf(nest(10))).toEqual([]);
  });

  it('holds at most 10,000 values a row, and says how many it would', () => {
    const list = (length: number) => ({ list: { list: { a: 'integer', b: 'integer' }, length: 50 }, length });
    expect(issuesOf(list(100))).toEqual([]);
    const [issue] = issuesOf(list(101));
    expect(issue).toMatchObject({ path: 'schema.v.value', code: 'OUT_OF_RANGE', bound: 10_000 });
    expect(issue?.message).toContain('10100');
  });

  it('keeps what is said about its leaves out of the plan', () => {
    const spec = (description?: string) =>
      normaliseSpec(
        {
          num_records: 1,
          schema: { v: { kind: 'json', value: { a: { kind: 'uuid', ...(description && { description }) } } } },
        },
        { seed: 1 },
      );
    expect(spec('an id')).not.toEqual(spec());
    expect(withoutDescriptions(spec('an id'))).toEqual(spec());
    expect(canonicalSpecText(spec('an id'))).toBe(canonicalSpecText(spec()));
  });

  it('has row numbers that stay exact', () => {
    const value = { list: 'integer', length: 1000 };
    expect(issuesOf(value, 9_007_199_254_740)).toEqual([]);
    expect(issuesOf(value, 9_007_199_254_741)[0]).toMatchObject({ code: 'OUT_OF_RANGE', bound: 2 ** 53 });
  });

  it('has at most 1,000 leaves together with the other json columns of the table', () => {
    const object = (leaves: number) =>
      Object.fromEntries(Array.from({ length: leaves }, (_, i) => [`m${i}`, 'integer']));
    const spec = (leaves: number) => ({
      num_records: 1,
      schema: { a: { kind: 'json', value: object(600) }, b: { kind: 'json', value: object(leaves) } },
    });
    expect(() => normaliseSpec(spec(400), { seed: 1 })).not.toThrow();
    expect(() => normaliseSpec(spec(401), { seed: 1 })).toThrow('more than 1000 leaves');
  });

  it('shows faults in several places at once', () => {
    const issues = issuesOf({ a: 'interger', b: { list: 'integer', length: -1 }, c: { d: 'integer[2:1]' } });
    expect(issues.map(({ path }) => path)).toEqual([
      'schema.v.value.a',
      'schema.v.value.b.length',
      'schema.v.value.c.d.max',
    ]);
  });
});
