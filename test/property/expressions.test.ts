import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../shared/contracts/limits.ts';
import { compileExpression } from '../../shared/expressions/compile-expression.ts';
import { EXPRESSION_TYPES, type ExpressionNode, type Scalar } from '../../shared/expressions/expression-node.ts';
import { formatExpression } from '../../shared/expressions/format-expression.ts';
import { parseExpression } from '../../shared/expressions/parse-expression.ts';
import { expressionOf } from '../support/random-expressions.ts';
import { evaluateReference } from '../support/reference-evaluator.ts';
import { AS_OF_MICROS, type Columns, drawOf, pageOf, rowsOf } from '../unit/expressions/evaluate-rows.ts';

const anyExpression = fc.constantFrom(...EXPRESSION_TYPES).chain((type) => expressionOf(type, 3));

/** Rows of every column, long enough to cross a block now and then. */
const COLUMNS = columnsOf(1_030);

describe('expressions', () => {
  it('read back what is formatted', () => {
    fc.assert(
      fc.property(anyExpression, (node) => {
        expect(withoutSpans(parsed(formatExpression(node)))).toEqual(withoutSpans(node));
      }),
      { numRuns: 2_000 },
    );
  });

  it('give row by row what the laws of SQL give', () => {
    fc.assert(
      fc.property(anyExpression, fc.integer({ min: 0, max: 2 ** 40 }), (node, rowStart) => {
        const source = formatExpression(node);
        const compiled = compileExpression(source, SCOPE);
        if ('faults' in compiled) return expect(compiled.faults.map(({ code }) => code)).toEqual(['TOO_LONG']);
        const actual = rowsOf(compiled.evaluate(pageOf(COLUMNS, rowStart)));
        for (const row of [0, 1, 2, 3, 1_023, 1_024, 1_029])
          expect(actual[row], `${source} at ${row}`).toEqual(reference(node, rowStart, row));
      }),
      { numRuns: 1_500 },
    );
  });

  it('give the same rows for any page size', () => {
    fc.assert(
      fc.property(anyExpression, fc.integer({ min: 1, max: 1_029 }), (node, rowEnd) => {
        const compiled = compileExpression(formatExpression(node), SCOPE);
        if ('faults' in compiled) return;
        const whole = rowsOf(compiled.evaluate(pageOf(COLUMNS)));
        const tail = rowsOf(compiled.evaluate(pageOf(columnsFrom(rowEnd), rowEnd)));
        expect(tail).toEqual(whole.slice(rowEnd));
      }),
      { numRuns: 100 },
    );
  });

  it('are a value or faults with positions, whatever the text', () => {
    const piece = fc.oneof(
      anyExpression.map(formatExpression),
      fc.constantFrom(
        ' ',
        '(',
        ')',
        ',',
        '.',
        "'",
        '"',
        '--',
        '||',
        'case',
        'when',
        'end',
        'and',
        'not',
        'null',
        '<',
        '\u0000',
        '\ud800',
        '1e999',
        'days(',
        'as',
        'cast(',
        'x',
        '😀',
      ),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), fc.nat(), fc.nat(), (pieces, cut, drop) => {
        const text = pieces.join('');
        const at = cut % (text.length + 1);
        const source = text.slice(0, at) + text.slice(at + (drop % 4));
        const result = compileExpression(source, SCOPE);
        if (!('faults' in result)) return void result.evaluate(pageOf(SMALL));
        expect(result.faults.length).toBeGreaterThan(0);
        expect(result.faults.length).toBeLessThanOrEqual(LIMITS.expressionNodes);
        for (const fault of result.faults) expectInside(source, fault);
      }),
      { numRuns: 10_000 },
    );
  });
});

const SCOPE = {
  columns: new Map(Object.entries(COLUMNS).map(([name, { type }]) => [name, type])),
  asOfMicros: AS_OF_MICROS,
};
const SMALL = columnsOf(3);

function expectInside(
  source: string,
  fault: { start: number; end: number; line: number; column: number; message: string; remedy: string },
): void {
  expect(fault.start).toBeLessThanOrEqual(fault.end);
  expect(fault.end).toBeLessThanOrEqual(source.length);
  const lines = source.slice(0, fault.start).split('\n');
  expect([fault.line, fault.column]).toEqual([lines.length, lines.at(-1)!.length + 1]);
  expect(fault.message).not.toBe('');
  expect(fault.remedy).not.toBe('');
}

function reference(node: ExpressionNode, rowStart: number, row: number): Scalar {
  let draws = 0;
  const columns = Object.fromEntries(Object.entries(COLUMNS).map(([name, { rows }]) => [name, rows[row]!]));
  return evaluateReference(node, { columns, row: rowStart + row, draw: () => drawOf(rowStart + row, draws++) });
}

function parsed(source: string): ExpressionNode {
  const result = parseExpression(source);
  if ('faults' in result) throw new Error(`${source}: ${JSON.stringify(result.faults)}`);
  return result.node;
}

function withoutSpans(node: ExpressionNode): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, value: unknown) => (key === 'start' || key === 'end' ? undefined : value)),
  );
}

function columnsOf(size: number): Columns {
  const from = (values: readonly Scalar[]) =>
    Array.from({ length: size }, (_, row) => values[(row * 7) % values.length]!);
  return {
    a: { type: 'number', rows: from([0, 1, -2.5, 1e300, null, 7, 1 / 3]) },
    b: { type: 'number', rows: from([3, -1, 0.5, 20, 2]) },
    order: { type: 'number', rows: from([null, 1]) },
    word: { type: 'text', rows: from(['a', null, "it's", 'Ab', '', '😀', '\uffff']) },
    code: { type: 'text', rows: from(['a', 'b', null, 'it%']), isCoded: true },
    'parent.city': { type: 'text', rows: from(['a', 'Ab', '%']), isCoded: true },
    flag: { type: 'boolean', rows: from([true, null, false]) },
    day: { type: 'date', rows: from([0, -1, 19_782, null, -719_528, 2_932_896]) },
    clock: { type: 'time', rows: from([0, 86_399_999_999, null, 43_200_000_000]) },
    moment: { type: 'timestamp', rows: from([0, -1, 1_709_164_800_000_000, null]) },
  };
}

function columnsFrom(rowStart: number): Columns {
  return Object.fromEntries(
    Object.entries(COLUMNS).map(([name, column]) => [name, { ...column, rows: column.rows.slice(rowStart) }]),
  );
}
