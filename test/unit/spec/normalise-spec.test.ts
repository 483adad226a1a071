import { describe, expect, it } from 'vitest';
import { AppError, type Issue } from '../../../shared/errors/app-error.ts';
import { ISSUE_CODES } from '../../../shared/spec/issue-codes.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { specHash } from '../../../shared/spec/spec-hash.ts';

function refusal(document: unknown, maxRows?: number): AppError {
  try {
    normaliseSpec(document, { seed: 1, ...(maxRows !== undefined && { maxRows }) });
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('the spec was accepted');
}

function issuesOf(schema: unknown, table: Record<string, unknown> = {}): [path: string, code: string][] {
  return (refusal({ schema, num_records: 10, ...table }).issues ?? []).map(({ path, code }) => [path, code]);
}

describe('normaliseSpec', () => {
  it('reads the first body of the interface as one table', () => {
    const body = { generator_type: 'tabular', schema: { id: 'integer[1:1000]', name: 'string' }, num_records: 100 };
    const spec = normaliseSpec(body, { seed: 9, defaultFormat: 'json' });
    expect(spec).toEqual({
      spec_version: 1,
      generator_type: 'tabular',
      name: 'data',
      seed: 9,
      as_of: '2025-01-01T00:00:00Z',
      tables: [
        {
          name: 'data',
          num_records: 100,
          entities: [],
          columns: [
            { name: 'id', kind: 'integer', null_rate: 0, min: 1, max: 1000, distribution: { name: 'uniform' } },
            {
              name: 'name',
              kind: 'string',
              null_rate: 0,
              min_length: 8,
              max_length: 16,
              alphabet: 'abcdefghijklmnopqrstuvwxyz0123456789',
            },
          ],
        },
      ],
      output: { format: 'json', compression: 'none', layout: 'file' },
    });
  });

  it('reads the second body of the interface', () => {
    const body = { generator_type: 'tabular', schema: { data: 'float[0:1]' }, num_records: 50000 };
    const [table] = normaliseSpec(body, { seed: 1 }).tables;
    expect(table?.columns).toEqual([
      { name: 'data', kind: 'float', null_rate: 0, min: 0, max: 1, distribution: { name: 'uniform' } },
    ]);
  });

  it('gives every spelling of a spec the same hash, and the seed no part in it', () => {
    const spellings = [
      { schema: { a: 'integer', b: 'email' }, num_records: 3, seed: 1 },
      {
        schema: [
          { name: 'a', kind: 'integer' },
          { name: 'b', kind: 'email', entity: 'person' },
        ],
        num_records: 3,
        seed: 2,
      },
      {
        spec_version: 1,
        generator_type: 'tabular',
        tables: {
          data: {
            num_records: 3,
            entities: { person: { kind: 'person', locale: 'en_US' } },
            columns: { a: 'integer[0:2147483647]', b: { kind: 'email' } },
          },
        },
      },
    ];
    const hashes = spellings.map((document) => specHash(normaliseSpec(document, { seed: 7 })));
    expect(new Set(hashes).size).toBe(1);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('reports every fault of a spec at once, and only codes of the closed list', () => {
    const error = refusal(
      {
        nme: 'x',
        seed: -1,
        num_records: 1e9,
        schema: {
          a: 'integer[5:1]',
          b: 'int',
          c: { kind: 'category', values: ['x', 'y'], weights: [0, 0] },
          d: { kind: 'integer', max: 3e9 },
          e: { kind: 'double', decimals: 2, max: 0.999 },
          f: 'template({rw})',
          g: 'email(nobody)',
          h: 5,
          i: { kind: 'double', distribution: { name: 'norml' } },
          j: { kind: 'date', min: '2023-02-30' },
          7: 'uuid',
        },
      },
      1_000_000,
    );
    const issues = (error.issues ?? []) as Issue[];
    expect(error.code).toBe('INVALID_SPEC');
    expect(issues.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'nme UNKNOWN_KEY',
      'seed OUT_OF_RANGE',
      'schema.7 INTEGER_LIKE_NAME',
      'num_records OUT_OF_RANGE',
      'schema.a.max EMPTY_RANGE',
      'schema.b UNKNOWN_KIND',
      'schema.c.weights WEIGHTS_SUM',
      'schema.d.max OUT_OF_RANGE',
      'schema.e.max OUT_OF_RANGE',
      'schema.g.entity UNKNOWN_ENTITY',
      'schema.h WRONG_TYPE',
      'schema.i.distribution.name NOT_ONE_OF',
      'schema.j.min BAD_FORMAT',
      'schema.f.template BAD_EXPRESSION',
    ]);
    for (const { code } of issues) expect(ISSUE_CODES).toContain(code);
    expect(issues[0]?.remedy).toBe('did you mean "name"?');
    expect(issues[3]?.bound).toBe(1_000_000);
    expect(issues[2]?.remedy).toMatch(/use the list form/);
    expect(issues[7]?.remedy).toBe('use kind long');
  });

  it.each<[string, unknown, [string, string]]>([
    ['an empty half-open range', 'double[1:1]', ['schema.c.max', 'EMPTY_RANGE']],
    ['a float range without a 32-bit float', 'float[1:1.00000001]', ['schema.c.max', 'EMPTY_RANGE']],
    ['a range wider than a double', { kind: 'double', min: -1.7e308, max: 1.7e308 }, ['schema.c.max', 'OUT_OF_RANGE']],
    ['a bound beyond 32-bit floats', 'float[0:1e39]', ['schema.c.max', 'OUT_OF_RANGE']],
    ['a long beyond 64 bits', 'long[0:9223372036854775808]', ['schema.c.max', 'OUT_OF_RANGE']],
    ['scale above precision', 'decimal(2,3)', ['schema.c.scale', 'OUT_OF_RANGE']],
    ['a decimal bound with too many places', { kind: 'decimal', max: '0.005' }, ['schema.c.max', 'OUT_OF_RANGE']],
    [
      'a decimal bound with too many digits',
      { kind: 'decimal', precision: 4, max: 100 },
      ['schema.c.max', 'OUT_OF_RANGE'],
    ],
    [
      'weights that fit no values',
      { kind: 'category', values: ['a'], weights: [1, 2] },
      ['schema.c.weights', 'WEIGHTS_MISMATCH'],
    ],
    ['a value twice', 'category(a,b,a)', ['schema.c.values[2]', 'DUPLICATE_VALUE']],
    ['a character twice', { kind: 'string', alphabet: 'aba' }, ['schema.c.alphabet', 'DUPLICATE_VALUE']],
    ['a lone surrogate', { kind: 'string', alphabet: 'a\ud800' }, ['schema.c.alphabet', 'BAD_FORMAT']],
    ['an empty time range', 'time[10:00..10:00]', ['schema.c.max', 'EMPTY_RANGE']],
    ['a leap day that was none', 'date[2023-02-29..2024-01-01]', ['schema.c', 'BAD_MINI_LANGUAGE']],
    [
      'microseconds in milliseconds',
      { kind: 'datetime', unit: 'ms', min: '2020-01-01T00:00:00.000001Z' },
      ['schema.c.min', 'OUT_OF_RANGE'],
    ],
    [
      'an offset without a zone',
      { kind: 'datetime', zone: 'none', min: '2020-01-01T00:00:00+02:00' },
      ['schema.c.min', 'CONFLICT'],
    ],
    [
      'a sequence that leaves 64 bits',
      { kind: 'sequence', start: '9223372036854775800' },
      ['schema.c.step', 'OUT_OF_RANGE'],
    ],
    ['a literal beyond 2^53', { kind: 'long', max: 2 ** 60 }, ['schema.c.max', 'OUT_OF_RANGE']],
    ['a null rate above 1', { kind: 'uuid', null_rate: 1.5 }, ['schema.c.null_rate', 'OUT_OF_RANGE']],
    ['a number that is none', { kind: 'double', min: Number.NaN }, ['schema.c.min', 'WRONG_TYPE']],
    ['no kind', {}, ['schema.c.kind', 'MISSING']],
  ])('refuses %s', (_name, column, expected) => {
    expect(issuesOf({ c: column })).toEqual([expected]);
  });

  it.each<[string, Record<string, unknown>, [string, string]]>([
    [
      'an unknown locale',
      { entities: { p: { kind: 'person', locale: 'xx_XX' } } },
      ['entities.p.locale', 'UNKNOWN_LOCALE'],
    ],
    ['an entity of no kind', { entities: { p: {} } }, ['entities.p.kind', 'MISSING']],
    ['a check of the wrong type', { checks: ['a > 1'] }, ['checks[0].check', 'BAD_EXPRESSION']],
    ['a check of nothing', { checks: ['1 > 2'] }, ['checks[0].check', 'BAD_EXPRESSION']],
    ['a check that draws', { checks: ['length(a) > random()'] }, ['checks[0].check', 'BAD_EXPRESSION']],
    ['an unknown format', { output: { format: 'xml' } }, ['output.format', 'NOT_ONE_OF']],
    ['two formats', { format: 'csv', output: { format: 'json' } }, ['format', 'CONFLICT']],
    ['a fraction of a row', { num_records: 1.5 }, ['num_records', 'WRONG_TYPE']],
    ['an unknown type of data', { generator_type: 'tabulr' }, ['generator_type', 'NOT_ONE_OF']],
  ])('refuses %s', (_name, members, expected) => {
    expect(issuesOf({ a: 'uuid' }, members)).toEqual([expected]);
  });

  it('asks for a name when several entities could be meant', () => {
    const entities = { a: { kind: 'person' }, b: { kind: 'person' } };
    expect(issuesOf({ x: 'email' }, { entities })).toEqual([['schema.x.entity', 'AMBIGUOUS_ENTITY']]);
  });

  it('refuses more columns than a table may have', () => {
    const schema = Array.from({ length: 1_001 }, (_, index) => ({ name: `c${index}`, kind: 'uuid' }));
    expect(issuesOf(schema)).toEqual([['schema', 'OUT_OF_RANGE']]);
  });

  it('ends its list of issues at a thousand', () => {
    const keys = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`unknown ${index}`, index]));
    expect(refusal({ schema: { a: 'uuid' }, num_records: 1, ...keys }).issues).toHaveLength(1_000);
    expect(issuesOf({ a: { kind: 'uuid', ...keys } })).toHaveLength(1_000);
  });

  it('refuses two columns of one name in a list', () => {
    const schema = [
      { name: 'a', kind: 'uuid' },
      { name: 'a', kind: 'date' },
    ];
    expect(issuesOf(schema)).toEqual([['schema[1]', 'DUPLICATE_NAME']]);
  });

  it.each(['timeseries', 'text', 'image', 'graph'])(
    'answers GENERATOR_NOT_AVAILABLE for %s and names what is',
    (type) => {
      const error = refusal({ generator_type: type, anything: 1 });
      expect([error.code, error.status]).toEqual(['GENERATOR_NOT_AVAILABLE', 422]);
      expect(error.message).toContain('available: tabular');
    },
  );

  it.each([null, 5, 'x', [1]])('answers INVALID_REQUEST for %j, which is no spec at all', (document) => {
    expect(refusal(document).code).toBe('INVALID_REQUEST');
  });

  it('carries names that JavaScript knows as plain names', () => {
    const document = JSON.parse(
      '{"schema":{"constructor":"uuid","prototype":"uuid","__proto__":"uuid"},"num_records":1}',
    );
    const names = normaliseSpec(document, { seed: 1 }).tables[0]?.columns.map((column) => column.name);
    expect(names).toEqual(['constructor', 'prototype', '__proto__']);
  });

  it('cuts laws without bounds only where their type ends', () => {
    const normal = { distribution: { name: 'normal' } };
    const schema = {
      i: { kind: 'integer', ...normal },
      d: { kind: 'double', ...normal },
      m: { kind: 'decimal', precision: 5, ...normal },
    };
    const columns = normaliseSpec({ schema, num_records: 1 }, { seed: 1 }).tables[0]?.columns;
    expect(columns?.[0]).toMatchObject({ min: -2147483648, max: 2147483647 });
    expect(columns?.[1]).not.toHaveProperty('min');
    expect(columns?.[2]).toMatchObject({ min: '-999.99', max: '999.99' });
  });

  it('lets the caller replace the number of rows, within the limit', () => {
    const document = { schema: { a: 'uuid' } };
    expect(normaliseSpec(document, { seed: 1, numRecords: 5 }).tables[0]?.num_records).toBe(5);
    expect(normaliseSpec({ ...document, num_records: 10 }, { seed: 1, maxRows: 10 }).tables[0]?.num_records).toBe(10);
    expect(refusal({ ...document, num_records: 11 }, 10).code).toBe('INVALID_SPEC');
  });
});
