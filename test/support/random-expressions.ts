import fc from 'fast-check';
import type { ExpressionNode, ExpressionType } from '../../shared/expressions/expression-node.ts';

/** Columns that random expressions read, by type; the second text is coded. */
export const COLUMN_NAMES: Readonly<Record<ExpressionType, readonly string[]>> = {
  number: ['a', 'b', 'order'],
  text: ['word', 'code', 'parent.city'],
  boolean: ['flag'],
  date: ['day'],
  time: ['clock'],
  timestamp: ['moment'],
};

const SPAN = { start: 0, end: 0 };
const MICROS_MAX = 2 ** 52;

type Make = fc.Arbitrary<ExpressionNode>;

/** Well-typed expressions of `type`, nested at most `depth` levels. */
export function expressionOf(type: ExpressionType, depth: number): Make {
  const key = `${type} ${depth}`;
  const known = made.get(key) ?? makeExpression(type, depth);
  made.set(key, known);
  return known;
}

/** Each type and depth once: built anew for every operand they would be millions. */
const made = new Map<string, Make>();

function makeExpression(type: ExpressionType, depth: number): Make {
  const leaf = fc.oneof(
    literalOf(type),
    columnOf(type),
    fc.constant<ExpressionNode>({ kind: 'literal', type: 'null', value: null, ...SPAN }),
  );
  if (depth === 0) return leaf;
  const inner = (inside: ExpressionType) => expressionOf(inside, depth - 1);
  return fc.oneof({ maxDepth: depth }, leaf, ...composed(type, inner), ...choices(type, inner));
}

function literalOf(type: ExpressionType): Make {
  const values: Readonly<Record<ExpressionType, fc.Arbitrary<number | string | boolean>>> = {
    number: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(0.5, 1e300, 2.25)),
    text: fc.constantFrom('', 'a', 'b', "it's", 'Ab', '%', '😀'),
    boolean: fc.boolean(),
    date: fc.integer({ min: -700_000, max: 2_900_000 }),
    time: fc.integer({ min: 0, max: 86_399_999_999 }),
    timestamp: fc.integer({ min: -MICROS_MAX, max: MICROS_MAX }),
  };
  return values[type].map((value) => ({ kind: 'literal', type, value, ...SPAN }));
}

function columnOf(type: ExpressionType): Make {
  return fc.constantFrom(...COLUMN_NAMES[type]).map((name) => ({ kind: 'column', path: name.split('.'), ...SPAN }));
}

type Inner = (type: ExpressionType) => Make;

function binary(operators: readonly string[], left: Make, right: Make): Make {
  return fc
    .tuple(fc.constantFrom(...operators), left, right)
    .map(([operator, l, r]) => ({ kind: 'binary', operator, left: l, right: r, ...SPAN }) as ExpressionNode);
}

function calling(name: string, ...operands: readonly Make[]): Make {
  return fc.tuple(...operands).map((made) => ({ kind: 'call', name, operands: made, ...SPAN }));
}

function composed(type: ExpressionType, inner: Inner): Make[] {
  if (type === 'number') return numbers(inner);
  if (type === 'boolean') return booleans(inner);
  if (type === 'text') return texts(inner);
  if (type === 'date')
    return [calling('add_days', inner('date'), inner('number')), calling('add_months', inner('date'), inner('number'))];
  return [];
}

function numbers(inner: Inner): Make[] {
  return [
    fc.constant<ExpressionNode>({ kind: 'row', ...SPAN }),
    fc.constant<ExpressionNode>({ kind: 'call', name: 'random', operands: [], ...SPAN }),
    inner('number').map((operand) => ({ kind: 'negative', operand, ...SPAN })),
    binary(['+', '-', '*', '/', '%'], inner('number'), inner('number')),
    calling('floor', inner('number')),
    calling('length', inner('text')),
    calling('year', inner('date')),
    calling('hour', inner('time')),
    calling('day', inner('timestamp')),
  ];
}

function texts(inner: Inner): Make[] {
  return [
    binary(['||'], inner('text'), inner('text')),
    calling('concat', inner('text'), inner('text')),
    calling('left', inner('text'), inner('number')),
    inner('boolean').map((operand) => ({ kind: 'cast', operand, type: 'text', ...SPAN })),
  ];
}

const COMPARISONS = ['=', '<>', '<', '<=', '>', '>='];

function booleans(inner: Inner): Make[] {
  const types = ['number', 'text', 'date', 'time', 'timestamp'] as const;
  return [
    binary(['and', 'or'], inner('boolean'), inner('boolean')),
    inner('boolean').map((operand) => ({ kind: 'not', operand, ...SPAN })),
    binary(['=', '<>'], inner('boolean'), inner('boolean')),
    ...types.map((type) => binary(COMPARISONS, inner(type), inner(type))),
    ...types.map((type) => between(inner(type))),
    ...types.map((type) => membership(inner(type))),
    fc
      .tuple(inner('text'), inner('text'), fc.boolean())
      .map(([operand, pattern, isNegated]) => ({ kind: 'like', operand, pattern, isNegated, ...SPAN })),
    fc
      .tuple(fc.constantFrom(...types).chain(inner), fc.boolean())
      .map(([operand, isNegated]) => ({ kind: 'is_null', operand, isNegated, ...SPAN })),
  ];
}

function between(inner: Make): Make {
  return fc
    .tuple(inner, inner, inner, fc.boolean())
    .map(([operand, low, high, isNegated]) => ({ kind: 'between', operand, low, high, isNegated, ...SPAN }));
}

function membership(inner: Make): Make {
  return fc
    .tuple(inner, fc.array(inner, { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([operand, choices, isNegated]) => ({ kind: 'in', operand, choices, isNegated, ...SPAN }));
}

/** What gives any type: choices between values of it. */
function choices(type: ExpressionType, inner: Inner): Make[] {
  const branch = fc.record({ when: inner('boolean'), value: inner(type) });
  const extremes =
    type === 'boolean' ? [] : ['least', 'greatest'].map((name) => calling(name, inner(type), inner(type)));
  return [
    fc
      .tuple(fc.array(branch, { minLength: 1, maxLength: 2 }), fc.option(inner(type), { nil: undefined }))
      .map(([branches, otherwise]) => ({ kind: 'case', branches, ...(otherwise && { otherwise }), ...SPAN })),
    calling('coalesce', inner(type), inner(type)),
    calling('nullif', inner(type), inner(type)),
    calling('if', inner('boolean'), inner(type), inner(type)),
    ...extremes,
  ];
}
