import { ownEntry } from '../proposals/own-entry.ts';
import type { BinaryOperator, CastType, SqlExpression } from '../proposals/sql-expression.ts';
import { identifierText, lastName, listOf, type SyntaxMembers, type Variant, variantOf } from './syntax-tree.ts';

const OPERATORS: Readonly<Record<string, BinaryOperator>> = {
  Eq: '=',
  NotEq: '<>',
  Lt: '<',
  LtEq: '<=',
  Gt: '>',
  GtEq: '>=',
  Plus: '+',
  Minus: '-',
  Multiply: '*',
  Divide: '/',
  Modulo: '%',
  StringConcat: '||',
  And: 'and',
  Or: 'or',
};

/** An expression of MySQL's or SQLite's parse tree. */
export function readDialectExpression(node: unknown): SqlExpression {
  const variant = variantOf(node);
  const read = ownEntry(READERS, variant.name);
  const { expr } = variant.members;
  const parts = expr === undefined ? [] : [readDialectExpression(expr)];
  return read?.(variant) ?? { kind: 'unknown', what: ownEntry(WORDS, variant.name) ?? variant.name, parts };
}

/** What variants without a counterpart are called by people. */
const WORDS: Readonly<Record<string, string>> = { RLike: 'REGEXP', Subquery: 'a subquery', MatchAgainst: 'MATCH' };

type Reader = (variant: Variant) => SqlExpression | undefined;

const isNull =
  (isNegated: boolean): Reader =>
  ({ body }) => ({ kind: 'is_null', of: readDialectExpression(body), isNegated });

const call =
  (name: string, ...members: string[]): Reader =>
  ({ members: given }) => ({
    kind: 'call',
    name,
    parameters: members.flatMap((member) =>
      given[member] === undefined ? [] : [readDialectExpression(given[member])],
    ),
  });

const READERS: Readonly<Record<string, Reader>> = {
  Identifier: ({ body }) => ({ kind: 'column', name: identifierText(body) }),
  CompoundIdentifier: ({ body }) => ({ kind: 'column', name: lastName(body) }),
  Nested: ({ body }) => readDialectExpression(body),
  Value: ({ members }) => readValue(members['value']),
  TypedString: ({ members }) => readTypedText(members),
  BinaryOp: ({ members }) => readBinary(members),
  UnaryOp: ({ members }) => readUnary(members),
  IsNull: isNull(false),
  IsNotNull: isNull(true),
  IsTrue: ({ body }) => readDialectExpression(body),
  Between: ({ members }) => ({
    kind: 'between',
    of: readDialectExpression(members['expr']),
    low: readDialectExpression(members['low']),
    high: readDialectExpression(members['high']),
    isNegated: isTrue(members['negated']),
  }),
  InList: ({ members }) => ({
    kind: 'in',
    of: readDialectExpression(members['expr']),
    list: listOf(members['list']).map(readDialectExpression),
    isNegated: isTrue(members['negated']),
  }),
  Like: ({ members }) => ({
    kind: 'like',
    of: readDialectExpression(members['expr']),
    pattern: readDialectExpression(members['pattern']),
    isNegated: isTrue(members['negated']),
  }),
  Case: ({ members }) => readCase(members),
  Cast: ({ members }) => readCast(members),
  Extract: ({ members }) => ({
    kind: 'call',
    name: 'extract',
    parameters: [
      { kind: 'literal', type: 'text', text: variantOf(members['field']).name.toLowerCase() },
      readDialectExpression(members['expr']),
    ],
  }),
  Function: ({ members }) => readCall(members),
  Substring: call('substring', 'expr', 'substring_from', 'substring_for'),
  Trim: call('trim', 'expr'),
  Floor: call('floor', 'expr'),
  Ceil: call('ceil', 'expr'),
};

function isTrue(value: unknown): boolean {
  return value === true;
}

function readValue(value: unknown): SqlExpression {
  const { name, body } = variantOf(value);
  if (name === 'Null') return { kind: 'literal', type: 'null', text: 'null' };
  if (name === 'Number') return { kind: 'literal', type: 'number', text: String(listOf(body)[0]) };
  if (name === 'Boolean') return { kind: 'literal', type: 'boolean', text: String(body) };
  if (typeof body === 'string' && /QuotedString$/.test(name)) return { kind: 'literal', type: 'text', text: body };
  return { kind: 'unknown', what: `a literal of the form ${name}` };
}

function readTypedText(members: SyntaxMembers): SqlExpression {
  const type = variantOf(members['data_type']).name.toLowerCase();
  const literal = readValue((members['value'] as { value?: unknown } | undefined)?.value);
  const isTemporal = type === 'date' || type === 'time' || type === 'timestamp';
  return literal.kind === 'literal' && isTemporal
    ? { ...literal, type }
    : { kind: 'unknown', what: `a literal of ${type}` };
}

function readBinary(members: SyntaxMembers): SqlExpression | undefined {
  const name = variantOf(members['op']).name;
  const operator = ownEntry(OPERATORS, name);
  if (operator === undefined) return { kind: 'unknown', what: `the operator ${name}` };
  return {
    kind: 'binary',
    operator,
    left: readDialectExpression(members['left']),
    right: readDialectExpression(members['right']),
  };
}

function readUnary(members: SyntaxMembers): SqlExpression | undefined {
  const name = variantOf(members['op']).name;
  const of = readDialectExpression(members['expr']);
  if (name === 'Plus') return of;
  if (name === 'Not' || name === 'BangNot') return { kind: 'not', of };
  if (name !== 'Minus') return undefined;
  const isNumber = of.kind === 'literal' && of.type === 'number' && !of.text.startsWith('-');
  return isNumber ? { ...of, text: `-${of.text}` } : { kind: 'minus', of };
}

function readCase(members: SyntaxMembers): SqlExpression {
  const { operand, conditions, else_result: otherwise } = members;
  const subject = operand === undefined ? undefined : readDialectExpression(operand);
  const branches = listOf(conditions).map((item) => {
    const { condition, result } = item as Record<string, unknown>;
    const when = readDialectExpression(condition);
    return {
      when: subject === undefined ? when : ({ kind: 'binary', operator: '=', left: subject, right: when } as const),
      result: readDialectExpression(result),
    };
  });
  return { kind: 'case', branches, ...(otherwise !== undefined && { otherwise: readDialectExpression(otherwise) }) };
}

const CAST_TYPES: readonly [RegExp, CastType][] = [
  [/^(Signed|Unsigned|.*Int.*|Decimal|Numeric|Double.*|Float.*|Real)$/, 'number'],
  [/^(Char.*|Varchar|Nvarchar|Text)$/, 'text'],
  [/^Date$/, 'date'],
  [/^(Datetime|Timestamp)$/, 'timestamp'],
  [/^Time$/, 'time'],
];

function readCast(members: SyntaxMembers): SqlExpression {
  const { name } = variantOf(members['data_type']);
  const type = CAST_TYPES.find(([pattern]) => pattern.test(name))?.[1];
  const of = readDialectExpression(members['expr']);
  return type === undefined ? { kind: 'unknown', what: `a cast to ${name}` } : { kind: 'cast', of, type };
}

function readCall(members: SyntaxMembers): SqlExpression | undefined {
  const name = lastName(members['name']).toLowerCase();
  const given = variantOf(members['args']).members['args'];
  const parameters = listOf(given).map((argument) => {
    const { name: form, body } = variantOf(argument);
    const value = form === 'Unnamed' ? variantOf(body) : undefined;
    return value?.name === 'Expr'
      ? readDialectExpression(value.body)
      : ({ kind: 'unknown', what: `${name}(*)` } as const);
  });
  return { kind: 'call', name, parameters };
}
