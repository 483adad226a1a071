import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindSpec, bindTables, generatedValues, KERNELS } from '../support/generated-values.ts';
import type { Value } from '../support/vector-values.ts';

type Members = Record<string, unknown>;

const NUMBERS = ['a', 'b', 'n'];
const BASE: Members = {
  id: 'sequence',
  a: 'integer[0:9]',
  b: 'integer[0:9]',
  n: { kind: 'double', min: 0, max: 10 },
  word: 'category(red,green,blue)',
  name: 'full_name',
  on: 'boolean',
  day: 'date',
};

const operand = fc.constantFrom(...NUMBERS, 'id % 7', 'row % 5', '3', 'length(name)', 'random() * 10');
const formula = fc
  .tuple(operand, fc.constantFrom('+', '-', '*', '/'), operand)
  .map(([left, operator, right]) => `${left} ${operator} ${right}`);
/** Holds for enough rows whatever the other columns are, and always reads something that is drawn. */
const condition = fc.constantFrom(
  'a < b',
  'a + b < 12',
  "word <> 'red'",
  'n > a - 5',
  'length(name) < 14',
  'on or a > id % 7',
  "day >= date '2021-01-01'",
  'n * 2 > row % 3',
);

/** A table with formulas, a template, a choice, nulls by rule and checks. */
const arbitraryRelated = fc
  .record({
    formulas: fc.array(formula, { maxLength: 3 }),
    rule: condition,
    choice: condition,
    checks: fc.uniqueArray(condition, { maxLength: 3 }),
    template: fc.constantFrom('{name|lower}-{a:03}', '{word}/{row:04}', '{d0}', '{day} {on} {n}'),
    nullRate: fc.constantFrom(0, 0.3),
  })
  .map(({ formulas, rule, choice, checks, template, nullRate }) => {
    const derived = ['a', ...formulas].map((expression, i) => [`d${i}`, { kind: 'derived', expression }]);
    const schema = {
      ...BASE,
      ...Object.fromEntries(derived),
      text: { kind: 'template', template },
      late: { kind: 'derived', expression: 'd0 * 2 + a', null_when: rule, null_rate: nullRate },
      chosen: {
        kind: 'conditional',
        // biome-ignore lint/suspicious/noThenProperty: the word of the language
        when: [{ if: choice, then: 'integer[0:5]' }],
        else: 'integer[100:200]',
        null_rate: nullRate,
      },
    };
    return { schema, num_records: 1_000_000, checks };
  });

/** Rows from the end to the beginning, in chunks. */
function chunkwise(document: unknown, name: keyof typeof KERNELS, chunkRows: number, rowStart: number, rowEnd: number) {
  const bound = bindSpec(document, KERNELS[name]());
  const parts: Value[][][] = [];
  for (let end = rowEnd; end > rowStart; end -= chunkRows)
    parts.unshift(generatedValues(bound, Math.max(end - chunkRows, rowStart), end));
  return bound.program.columns.map((_, index) => parts.flatMap((part) => part[index]!));
}

describe('related columns', () => {
  it('are the same for any chunk size, any first row and both kernels', () => {
    const rows = fc.tuple(fc.constantFrom(0, 4_090, 9_001, 2 ** 33 - 3), fc.constantFrom(7, 300, 5_000));
    fc.assert(
      fc.property(arbitraryRelated, rows, (document, [rowStart, count]) => {
        const rowEnd = rowStart + count;
        const expected = chunkwise(document, 'wasm', count, rowStart, rowEnd);
        const small = count < 1_000 ? 3 : 999;
        expect(chunkwise(document, 'wasm', small, rowStart, rowEnd), `chunks of ${small}`).toEqual(expected);
        expect(chunkwise(document, 'twin', 2_048, rowStart, rowEnd), 'twin').toEqual(expected);
        const before = Math.max(rowStart - 500, 0);
        const wider = chunkwise(document, 'wasm', 10_000, before, rowEnd + 100);
        expect(
          wider.map((column) => column.slice(rowStart - before, rowStart - before + count)),
          'inside of others',
        ).toEqual(expected);
      }),
      { numRuns: 40, seed: 20_250_110 },
    );
  });

  it('are those that another table sees, whatever else that table does not need', () => {
    const schemas = {
      parent: {
        num_records: 9_000,
        primary_key: 'id',
        columns: { ...BASE, total: { kind: 'derived', expression: 'a + n', null_when: 'b = 3' } },
        checks: ['a < b', "word <> 'red'", 'n > 1'],
      },
      child: {
        num_records: 400,
        columns: {
          p: { kind: 'foreign_key', references: 'parent.id' },
          a: { kind: 'derived', expression: 'parent.a' },
          total: { kind: 'derived', expression: 'parent.total' },
          word: { kind: 'derived', expression: 'parent.word' },
        },
      },
    };
    const [parent, child] = bindTables({ tables: schemas });
    const parents = generatedValues(parent!, 0, 9_000);
    const children = generatedValues(child!, 0, 400);
    const names = parent!.program.columns.map(({ name }) => name);
    for (const [index, { name }] of child!.program.columns.entries()) {
      if (name === 'p') continue;
      const ofParents = parents[names.indexOf(name)]!;
      expect(children[index], name).toEqual(children[0]!.map((row) => ofParents[Number(row)]));
    }
  });
});
