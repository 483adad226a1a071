import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../shared/contracts/limits.ts';
import { compileExpression } from '../../../shared/expressions/compile-expression.ts';
import { EXPRESSION_FAULT_CODES, type ExpressionFault } from '../../../shared/expressions/expression-fault.ts';
import type { ExpressionType } from '../../../shared/expressions/expression-node.ts';

const COLUMNS: ReadonlyMap<string, ExpressionType> = new Map([
  ['price', 'number'],
  ['quantity', 'number'],
  ['name', 'text'],
  ['active', 'boolean'],
  ['born', 'date'],
]);

function faultsOf(source: string, expected?: ExpressionType): readonly ExpressionFault[] {
  const result = compileExpression(source, { columns: COLUMNS, asOfMicros: 0 }, expected);
  return 'faults' in result ? result.faults : [];
}

/** Code, the text at fault, and the remedy. */
type Case = readonly [source: string, code: ExpressionFault['code'], at: string, remedy: string | RegExp];

const CASES: readonly Case[] = [
  ['', 'SYNTAX', '', /price/],
  ['price +', 'SYNTAX', '', /missing/],
  ['(price', 'SYNTAX', '', 'close the parentheses'],
  ['price == 1', 'SYNTAX', '==', 'write = to compare'],
  ['price && active', 'SYNTAX', '&&', 'write and'],
  ["name = 'x", 'SYNTAX', "'", /single quote/],
  ['price > 1 > 0', 'SYNTAX', '>', /operator/],
  ['end + 1', 'SYNTAX', 'end', /double quotes/],
  ["date '2023-02-29'", 'BAD_LITERAL', "date '2023-02-29'", "write it like date '2024-01-31'"],
  ["money '1'", 'BAD_LITERAL', "money '1'", /date/],
  ['9007199254740993', 'BAD_LITERAL', '9007199254740993', /1e18/],
  ['1e999', 'BAD_LITERAL', '1e999', /double/],
  ['prise * 2', 'UNKNOWN_COLUMN', 'prise', 'did you mean "price"?'],
  ['rond(price)', 'UNKNOWN_FUNCTION', 'rond(price)', 'did you mean "round"?'],
  ['cast(price as integer)', 'UNKNOWN_TYPE', 'cast(price as integer)', /number/],
  ['round()', 'WRONG_ARGUMENT_COUNT', 'round()', 'write round(number) or round(number, number)'],
  ['if(active, 1)', 'WRONG_ARGUMENT_COUNT', 'if(active, 1)', 'write if(condition, then, else)'],
  ['round(name)', 'WRONG_TYPE', 'name', 'convert it with cast(x as number)'],
  ['name + 1', 'WRONG_TYPE', 'name + 1', 'join text with ||'],
  ['name = 1', 'WRONG_TYPE', '1', /cast/],
  ['price and active', 'WRONG_TYPE', 'price', 'compare it with something, as in x > 0'],
  ['active < true', 'WRONG_TYPE', 'active', 'compare them with = or <>'],
  ["date_trunc('fortnight', born)", 'WRONG_TYPE', "'fortnight'", /'year'/],
  ["date_trunc('hour', born, 1)", 'WRONG_ARGUMENT_COUNT', "date_trunc('hour', born, 1)", /'year'/],
  ['born - 2 = months(1)', 'WRONG_TYPE', 'months(1)', /cast/],
  ['months(1)', 'WRONG_TYPE', 'months(1)', /date_diff/],
  ["case when active then 1 else 'a' end", 'WRONG_TYPE', "'a'", /cast/],
  ['-name', 'WRONG_TYPE', 'name', /number/],
];

describe('faults', () => {
  it.each(CASES)('%s: %s', (source, code, at, remedy) => {
    const [fault] = faultsOf(source);
    expect(fault).toMatchObject({ code });
    expect(source.slice(fault!.start, fault!.end)).toBe(at);
    expect(fault!.remedy).toMatch(remedy);
  });

  it('are all told at once', () => {
    const faults = faultsOf("prise * 2 + ruond(nmae) > 'x' and (quantity or 1)");
    expect(faults.map(({ code }) => code)).toEqual([
      'UNKNOWN_COLUMN',
      'UNKNOWN_COLUMN',
      'UNKNOWN_FUNCTION',
      'WRONG_TYPE',
      'WRONG_TYPE',
    ]);
  });

  it('say line and column, from 1', () => {
    expect(faultsOf('price\n  + prise')).toMatchObject([{ line: 2, column: 5, start: 10, end: 15 }]);
  });

  it('ask for the type that is needed', () => {
    expect(faultsOf('price', 'boolean')).toMatchObject([{ code: 'WRONG_TYPE', start: 0, end: 5 }]);
    expect(faultsOf('born', 'timestamp')).toEqual([]);
    expect(faultsOf('null', 'boolean')).toEqual([]);
  });

  it('have each code met by some case', () => {
    const met = new Set([...CASES.map(([, code]) => code), 'TOO_LONG', 'TOO_DEEP', 'TOO_LARGE']);
    expect(EXPRESSION_FAULT_CODES.filter((code) => !met.has(code))).toEqual([]);
  });
});

describe('limits', () => {
  const longest = LIMITS.expressionLength;

  it.each([
    ['characters', 'TOO_LONG', ' '.repeat(longest + 1)],
    ['parentheses', 'TOO_DEEP', `${'('.repeat(65)}1${')'.repeat(65)}`],
    ['minus signs', 'TOO_DEEP', `${'-'.repeat(65)}1`],
    ['calls', 'TOO_DEEP', `${'abs('.repeat(100)}1${')'.repeat(100)}`],
    ['negations', 'TOO_DEEP', `${'not '.repeat(500)}active`],
    ['terms', 'TOO_LARGE', `${'1+'.repeat(300)}1`],
    ['operands', 'TOO_LARGE', `concat(${'1,'.repeat(600)}1)`],
  ])('refuse too many %s: %s', (_what, code, source) => {
    expect(faultsOf(source).map((fault) => fault.code)).toEqual([code]);
  });

  it.each(['(', '-', '[', "'a", 'case when ', 'not ', 'f(', '1+', 'a.', '((1)'])(
    'refuse a flood of %s without a throw',
    (piece) => {
      const source = piece.repeat(longest / piece.length);
      expect(faultsOf(source)).toHaveLength(1);
    },
  );

  it('allow a long chain of one operator', () => {
    expect(faultsOf(`price ${'+ price '.repeat(200)}> 0`)).toEqual([]);
    expect(faultsOf(`${'('.repeat(60)}1${')'.repeat(60)}`)).toEqual([]);
  });
});
