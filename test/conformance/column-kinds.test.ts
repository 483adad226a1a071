import { describe, expect, it } from 'vitest';
import type { ColumnKind } from '../../shared/contracts/column-spec.ts';
import { bindSpec, generatedValues, KERNELS } from '../support/generated-values.ts';
import type { Value } from '../support/vector-values.ts';

interface Case {
  readonly members: Record<string, unknown>;
  /** Whether a value is one that this column may have. */
  readonly isAllowed: (value: Value, row: number) => boolean;
  /** Whether it stands in a table that parents own, `CHILDREN` rows each. */
  readonly isOwned?: true;
}

const ROWS = 20_000;
const CHILDREN = 50;
const groupOf = (row: number) => Math.floor(row / CHILDREN);
const placeOf = (row: number) => row % CHILDREN;

const DAY = 86_400_000_000n;
const NAME = /^\S.*\S$|^\S$/u;
const isText = (pattern: RegExp) => (value: Value) => typeof value === 'string' && pattern.test(value);
const isWithin = (low: number, high: number) => (value: Value) =>
  typeof value === 'number' && value >= low && value <= high;
const isWithinBig = (low: bigint, high: bigint) => (value: Value) =>
  typeof value === 'bigint' && value >= low && value <= high;

/** One entry per kind: a kind without one does not compile. */
const CASES: { readonly [Kind in ColumnKind]: Case } = {
  integer: { members: { min: -3, max: 3 }, isAllowed: (value) => isWithin(-3, 3)(value) && Number.isInteger(value) },
  long: {
    members: { min: '-9007199254740993', max: '9007199254740993' },
    isAllowed: isWithinBig(-(2n ** 53n) - 1n, 2n ** 53n + 1n),
  },
  float: {
    members: { min: 0, max: 1 },
    isAllowed: (value) => isWithin(0, 1)(value) && value !== 1 && Math.fround(Number(value)) === value,
  },
  double: { members: { min: -1, max: 1 }, isAllowed: (value) => isWithin(-1, 1)(value) && value !== 1 },
  decimal: { members: { precision: 8, scale: 3, min: '0.005', max: '12.5' }, isAllowed: isWithinBig(5n, 12_500n) },
  boolean: { members: {}, isAllowed: (value) => typeof value === 'boolean' },
  category: { members: { values: ['a', 'ö'] }, isAllowed: isText(/^[aö]$/) },
  date: { members: { min: '1969-12-30', max: '1970-01-02' }, isAllowed: isWithin(-2, 1) },
  time: { members: { min: '23:00' }, isAllowed: isWithinBig((DAY * 23n) / 24n, DAY - 1n) },
  datetime: { members: { min: '1969-12-31', max: '1970-01-01T00:00:00Z' }, isAllowed: isWithinBig(-DAY, -1n) },
  string: { members: { min_length: 0, max_length: 3, alphabet: 'x€😀' }, isAllowed: isText(/^[x€😀]{0,3}$/u) },
  template: {
    members: { template: 'a{row:04}b' },
    isAllowed: (value, row) => value === `a${String(row).padStart(4, '0')}b`,
  },
  binary: { members: { min_length: 0, max_length: 3 }, isAllowed: isText(/^([0-9a-f]{2}){0,3}$/) },
  hash: { members: { algorithm: 'sha1' }, isAllowed: isText(/^[0-9a-f]{40}$/) },
  uuid: { members: {}, isAllowed: isText(/^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/) },
  sequence: { members: { start: 10, step: -3 }, isAllowed: (value, row) => value === 10n - 3n * BigInt(row) },
  constant: { members: { value: 'é' }, isAllowed: (value) => value === 'é' },
  first_name: { members: {}, isAllowed: isText(NAME) },
  last_name: { members: {}, isAllowed: isText(NAME) },
  full_name: { members: {}, isAllowed: isText(/^\S.* .*\S$/u) },
  email: {
    members: {},
    isAllowed: (value, row) => new RegExp(`^[a-z]+\\.[a-z]+${row}@example\\.(com|org|net)$`).test(String(value)),
  },
  country: { members: {}, isAllowed: isText(/^United States$/) },
  city: { members: {}, isAllowed: isText(NAME) },
  json: {
    members: { value: { a: 'integer[1:3]', b: { list: { x: 'string[1:1]' }, length: { max: 2 }, null_rate: 0.2 } } },
    isAllowed: isText(/^\{"a":[123],"b":(null|\[(\{"x":"[a-z0-9]"\},?){0,2}\])\}$/),
  },
  derived: { members: { expression: 'n * 2 + ten' }, isAllowed: (value, row) => value === row * 2 + 10 },
  foreign_key: { members: { references: 'parents.id' }, isAllowed: isWithinBig(7n, 406n) },
  ordinal: { isOwned: true, members: { start: 1 }, isAllowed: (value, row) => value === BigInt(placeOf(row) + 1) },
  group: { isOwned: true, members: {}, isAllowed: (value, row) => value === BigInt(groupOf(row)) },
  running: {
    isOwned: true,
    members: { of: 'ten', start: 'parents.id' },
    isAllowed: (value, row) => value === BigInt(groupOf(row) + 7 + 10 * (placeOf(row) + 1)),
  },
  lag: {
    isOwned: true,
    members: { of: 'n', default: -1 },
    isAllowed: (value, row) => value === BigInt(placeOf(row) === 0 ? -1 : row - 1),
  },
  sorted: {
    isOwned: true,
    members: { of: 'n', order: 'desc' },
    isAllowed: (value, row) => value === BigInt(groupOf(row) * CHILDREN + CHILDREN - 1 - placeOf(row)),
  },
  markov: {
    isOwned: true,
    members: {
      states: ['even', 'odd'],
      initial: [1, 0],
      transitions: [
        [0, 1],
        [1, 0],
      ],
    },
    isAllowed: (value, row) => value === (placeOf(row) % 2 === 0 ? 'even' : 'odd'),
  },
  event_time: {
    isOwned: true,
    members: { start: '1970-01-01T00:00:00Z', gap: 'ten' },
    isAllowed: (value, row) => value === 10_000_000n * BigInt(placeOf(row) + 1),
  },
  share_of: {
    isOwned: true,
    members: { total: 'parents.budget', weights: 'ten' },
    isAllowed: (value) => value === 200n,
  },
};

/** The column, first of its table, and what it may read; where the table is owned, with its parents. */
function document(kind: string, { members, isOwned }: Case, null_rate = 0) {
  const columns = [
    { name: 'column', kind, null_rate, ...members },
    { name: 'n', kind: 'sequence' },
    { name: 'ten', kind: 'integer', min: 10, max: 10 },
  ];
  const owner = { name: 'owner', kind: 'foreign_key', references: 'parents.id', owning: true };
  return {
    tables: {
      data: { num_records: ROWS, ...(isOwned ? { group_by: 'parents', columns: [...columns, owner] } : { columns }) },
      parents: {
        num_records: ROWS / CHILDREN,
        columns: { id: 'sequence(7)', budget: { kind: 'integer', min: 100, max: 100 } },
      },
    },
  };
}

describe.each(Object.entries(CASES))('a column of kind %s', (kind, kindCase) => {
  it('gives the same rows whatever the chunking', () => {
    const bound = bindSpec(document(kind, kindCase, 0.2));
    const [whole] = generatedValues(bound, 0, 1_000);
    for (const start of [1, 64, 937]) expect(generatedValues(bound, start, 1_000)[0]).toEqual(whole!.slice(start));
  });

  it('gives the same rows from both kernels', () => {
    const middle = kindCase.isOwned ? ROWS / 2 : 2 ** 33;
    const [wasm, twin] = [KERNELS.wasm(), KERNELS.twin()].map((kernels) =>
      generatedValues(bindSpec(document(kind, kindCase, 0.2), kernels), middle - 100, middle + 100),
    );
    expect(twin).toEqual(wasm);
  });

  it('gives only values of its type and range', () => {
    const [values] = generatedValues(bindSpec(document(kind, kindCase)), 0, 3_000);
    for (const [row, value] of values!.entries())
      expect(kindCase.isAllowed(value, row), `row ${row}: ${value}`).toBe(true);
  });

  it('is null as often as asked, and elsewhere what it is without nulls', () => {
    const [values] = generatedValues(bindSpec(document(kind, kindCase, 0.1)), 0, ROWS);
    const [full] = generatedValues(bindSpec(document(kind, kindCase)), 0, ROWS);
    const nulls = values!.filter((value) => value === null).length;
    // Binomial, p = 0.1: 4.89 standard deviations (two-sided alpha 1e-6, scipy.stats.norm.isf(5e-7)) are 207.5.
    expect(Math.abs(nulls - ROWS * 0.1)).toBeLessThan(207.5);
    expect(values!.map((value, row) => value ?? full![row])).toEqual(full);
  });

  it('is all null at rate 1 and says which bytes it needs', () => {
    const bound = bindSpec(document(kind, kindCase, 1));
    const [column] = bound.program.columns;
    expect(generatedValues(bound, 0, 100)[0]!.every((value) => value === null)).toBe(true);
    expect([column!.isNullable, column!.position, column!.name, column!.kind]).toEqual([true, 0, 'column', kind]);
    expect(bound.program.scratchBytesPerRow).toBeGreaterThanOrEqual(column!.valueBytesMax);
  });
});
