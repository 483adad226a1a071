import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindSpec, generatedValues, KERNELS } from '../support/generated-values.ts';
import type { Value } from '../support/vector-values.ts';

type Members = Record<string, unknown>;
type Rows = Record<string, Value[]>;

const COLUMNS: Members = {
  device: 'group',
  step: 'ordinal',
  amount: { kind: 'decimal', min: -50, max: 100 },
  gap: { kind: 'double', hidden: true, distribution: { name: 'exponential', scale: 3_600 } },
  on: 'boolean',
  word: 'string[0:9]',
  day: 'date?',
  opening: { kind: 'integer', min: 0, max: 1_000 },
  opened: { kind: 'datetime', min: '2020-01-01', max: '2021-01-01' },
  at: { kind: 'event_time', start: 'opened', gap: 'gap' },
  state: {
    kind: 'markov',
    states: ['in', 'out', 'fee'],
    transitions: [
      [1, 5, 0],
      [4, 3, 1],
      [1, 0, 0],
    ],
  },
  balance: { kind: 'running', of: 'amount', start: 'opening' },
  twice: { kind: 'derived', expression: 'balance * 2', null_when: 'on' },
  total: { kind: 'running', of: 'twice' },
  before: { kind: 'lag', of: 'state', default: 'none', null_rate: 0.1 },
  'before that': { kind: 'lag', of: 'before' },
  'was on': { kind: 'lag', of: 'on' },
  'word before': { kind: 'lag', of: 'word' },
  label: { kind: 'template', template: '{state}-{step:03}' },
};
const WHOLE: Members = {
  ordered: { kind: 'sorted', of: 'balance' },
  days: { kind: 'sorted', of: 'day', order: 'desc' },
  'ordered before': { kind: 'lag', of: 'ordered' },
  budget: { kind: 'derived', expression: '1000 + device * 10', hidden: true },
  share: { kind: 'share_of', total: 'budget' },
  'weighted share': { kind: 'share_of', total: 'opening', weights: 'ordered', decimals: 0 },
  sum: { kind: 'running', of: 'share' },
  'shares in order': { kind: 'sorted', of: 'weighted share' },
};

const arbitraryTable = fc
  .record({
    groups: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(1_000, 5_000)),
    steps: fc.integer({ min: 1, max: 12 }),
    isWhole: fc.boolean(),
    isChecked: fc.boolean(),
  })
  .map(({ groups, steps, isWhole, isChecked }) => ({
    num_records: groups * steps - Math.floor(groups / 2),
    group_by: { layout: 'interleaved', groups, ...(isWhole && { steps }) },
    columns: { ...COLUMNS, ...(isWhole && WHOLE) },
    ...(isChecked && { checks: ['amount > opening / 100'] }),
  }));

function readTable(table: object, kernels = KERNELS.wasm) {
  const bound = bindSpec({ tables: { t: table } }, kernels());
  return (rowStart: number, rowEnd: number): Rows => {
    const values = generatedValues(bound, rowStart, rowEnd);
    return Object.fromEntries(bound.program.columns.map(({ name }, index) => [name, values[index]!]));
  };
}

const slice = (rows: Rows, start: number, end: number): Rows =>
  Object.fromEntries(Object.entries(rows).map(([name, values]) => [name, values.slice(start, end)]));

describe('interleaved groups', () => {
  it('have the same rows for any page, any order of pages, and any way to make those before', () => {
    const pages = fc.array(fc.tuple(fc.nat(999), fc.constantFrom(1, 3, 64, 700, 5_000)), {
      minLength: 3,
      maxLength: 8,
    });
    fc.assert(
      fc.property(arbitraryTable, pages, (table, places) => {
        const last = Math.min(table.num_records, 30_000);
        const whole = readTable(table)(0, last);
        const read = readTable(table);
        for (const [place, count] of places) {
          const start = Math.floor((place * last) / 1_000);
          const end = Math.min(start + count, last);
          expect(read(start, end), `rows ${start} to ${end}`).toEqual(slice(whole, start, end));
        }
      }),
      { numRuns: 12, seed: 20_250_801 },
    );
  });
});
