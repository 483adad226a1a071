import type { A_Const, A_Expr, CaseExpr, Node, TypeName } from 'libpg-query';
import { ownEntry } from '../proposals/own-entry.ts';
import type { BinaryOperator, CastType, SqlExpression } from '../proposals/sql-expression.ts';

const OPERATORS: Readonly<Record<string, BinaryOperator>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '+': '+',
  '-': '-',
  '*': '*',
  '/': '/',
  '%': '%',
  '||': '||',
};

/** An expression of PostgreSQL's parse tree. */
export function readPostgresExpression(node: Node | undefined): SqlExpression {
  if (node === undefined) return unknown('an empty expression');
  if ('ColumnRef' in node) return readColumn(namesOf(node.ColumnRef.fields));
  if ('A_Const' in node) return readConstant(node.A_Const);
  if ('TypeCast' in node) return readCast(node.TypeCast.arg, node.TypeCast.typeName);
  if ('A_Expr' in node) return readOperation(node.A_Expr);
  if ('BoolExpr' in node)
    return readLogic(node.BoolExpr.boolop, (node.BoolExpr.args ?? []).map(readPostgresExpression));
  if ('NullTest' in node)
    return {
      kind: 'is_null',
      of: readPostgresExpression(node.NullTest.arg),
      isNegated: node.NullTest.nulltesttype === 'IS_NOT_NULL',
    };
  if ('BooleanTest' in node) return readBooleanTest(node.BooleanTest.booltesttype, node.BooleanTest.arg);
  if ('CaseExpr' in node) return readCase(node.CaseExpr);
  if ('CoalesceExpr' in node) return call('coalesce', node.CoalesceExpr.args);
  if ('MinMaxExpr' in node) return call(node.MinMaxExpr.op === 'IS_LEAST' ? 'least' : 'greatest', node.MinMaxExpr.args);
  if ('FuncCall' in node) return call(namesOf(node.FuncCall.funcname).at(-1) ?? '', node.FuncCall.args);
  if ('SQLValueFunction' in node) return call(sqlValueName(node.SQLValueFunction.op), []);
  if ('CollateClause' in node) return readPostgresExpression(node.CollateClause.arg);
  return unknown(Object.keys(node)[0] ?? 'an empty expression');
}

/** The texts of a list of name nodes. */
export function namesOf(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map((node) => ('String' in node ? (node.String.sval ?? '') : '*'));
}

/** The name of a type without PostgreSQL's own schema: `int4`, `public.mood` is `mood`. */
export function typeNameOf(type: TypeName | undefined): string {
  return namesOf(type?.names).at(-1) ?? '';
}

function unknown(what: string, parts: readonly SqlExpression[] = []): SqlExpression {
  return { kind: 'unknown', what, parts };
}

function readColumn(names: readonly string[]): SqlExpression {
  const name = names.at(-1) ?? '';
  return name === '*' ? unknown('a whole row') : { kind: 'column', name };
}

function readConstant(constant: A_Const): SqlExpression {
  if (constant.isnull) return { kind: 'literal', type: 'null', text: 'null' };
  // protobuf leaves out what is zero, false or empty.
  if (constant.ival !== undefined) return { kind: 'literal', type: 'number', text: String(constant.ival.ival ?? 0) };
  if (constant.fval !== undefined) return { kind: 'literal', type: 'number', text: constant.fval.fval ?? '0' };
  if (constant.boolval !== undefined)
    return { kind: 'literal', type: 'boolean', text: String(constant.boolval.boolval ?? false) };
  if (constant.sval !== undefined) return { kind: 'literal', type: 'text', text: constant.sval.sval ?? '' };
  return unknown('a bit string');
}

const CAST_TYPES: Readonly<Record<string, CastType>> = {
  int2: 'number',
  int4: 'number',
  int8: 'number',
  float4: 'number',
  float8: 'number',
  numeric: 'number',
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  bool: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamp',
  time: 'time',
};

/** Types whose literals are texts in our language too: `'new'::status`. */
function readCast(argument: Node | undefined, type: TypeName | undefined): SqlExpression {
  const of = readPostgresExpression(argument);
  const target = ownEntry(CAST_TYPES, typeNameOf(type));
  if (type?.arrayBounds !== undefined) return of;
  if (of.kind === 'literal' && of.type === 'text') {
    if (target === undefined || target === 'text') return of;
    return target === 'boolean'
      ? { ...of, type: target, text: String(/^\s*(t|true|y|yes|on|1)\s*$/i.test(of.text)) }
      : { ...of, type: target };
  }
  if (of.kind === 'literal' && of.type === target) return of;
  if (target === undefined) return unknown(`a cast to ${typeNameOf(type)}`);
  return { kind: 'cast', of, type: target };
}

function readOperation(operation: A_Expr): SqlExpression {
  const name = namesOf(operation.name).at(-1) ?? '';
  const of = readPostgresExpression(operation.lexpr);
  switch (operation.kind) {
    case 'AEXPR_OP':
      return operation.lexpr === undefined
        ? readSign(name, readPostgresExpression(operation.rexpr))
        : readBinary(name, of, operation.rexpr);
    case 'AEXPR_OP_ANY':
      return readAny(name, of, operation.rexpr, false);
    case 'AEXPR_OP_ALL':
      return readAny(name, of, operation.rexpr, true);
    case 'AEXPR_IN':
      return { kind: 'in', of, list: listOf(operation.rexpr), isNegated: name === '<>' };
    case 'AEXPR_LIKE':
      return { kind: 'like', of, pattern: readPostgresExpression(operation.rexpr), isNegated: name === '!~~' };
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN': {
      const [low = unknown('a bound'), high = unknown('a bound')] = listOf(operation.rexpr);
      return { kind: 'between', of, low, high, isNegated: operation.kind === 'AEXPR_NOT_BETWEEN' };
    }
    case 'AEXPR_NULLIF':
      return { kind: 'call', name: 'nullif', parameters: [of, readPostgresExpression(operation.rexpr)] };
    default:
      return unknown(OPERATOR_WORDS[operation.kind ?? ''] ?? `the operator ${name}`, [of]);
  }
}

const OPERATOR_WORDS: Readonly<Record<string, string>> = {
  AEXPR_DISTINCT: 'IS DISTINCT FROM',
  AEXPR_NOT_DISTINCT: 'IS NOT DISTINCT FROM',
  AEXPR_ILIKE: 'ILIKE',
  AEXPR_SIMILAR: 'SIMILAR TO',
};

function readBinary(name: string, left: SqlExpression, right: Node | undefined): SqlExpression {
  // pg_get_constraintdef writes LIKE as the operator that it is.
  if (name === '~~' || name === '!~~')
    return { kind: 'like', of: left, pattern: readPostgresExpression(right), isNegated: name === '!~~' };
  const operator = ownEntry(OPERATORS, name);
  if (operator === undefined) return unknown(`the operator ${name}`, [left, readPostgresExpression(right)]);
  return { kind: 'binary', operator, left, right: readPostgresExpression(right) };
}

function readSign(name: string, of: SqlExpression): SqlExpression {
  if (name === '+') return of;
  if (name !== '-') return unknown(`the operator ${name}`);
  if (of.kind === 'literal' && of.type === 'number' && !of.text.startsWith('-')) return { ...of, text: `-${of.text}` };
  return { kind: 'minus', of };
}

/** `x = ANY (ARRAY[…])` is how PostgreSQL stores `x IN (…)`, `x <> ALL (ARRAY[…])` its negation. */
function readAny(name: string, of: SqlExpression, list: Node | undefined, isAll: boolean): SqlExpression {
  if (name !== (isAll ? '<>' : '=')) return unknown(`${name} ${isAll ? 'ALL' : 'ANY'}`);
  const items = listOf(list);
  return items.length === 0
    ? unknown('ANY of something else than a list')
    : { kind: 'in', of, list: items, isNegated: isAll };
}

function listOf(node: Node | undefined): SqlExpression[] {
  if (node === undefined) return [];
  if ('List' in node) return (node.List.items ?? []).map(readPostgresExpression);
  if ('A_ArrayExpr' in node) return (node.A_ArrayExpr.elements ?? []).map(readPostgresExpression);
  return 'TypeCast' in node ? listOf(node.TypeCast.arg) : [];
}

function readLogic(operator: string | undefined, parts: readonly SqlExpression[]): SqlExpression {
  if (operator === 'NOT_EXPR') return { kind: 'not', of: parts[0] ?? unknown('an empty condition') };
  return joinAll(operator === 'AND_EXPR' ? 'and' : 'or', parts);
}

/** Halves joined, so that thousands of terms make a tree that can still be walked. */
function joinAll(operator: 'and' | 'or', parts: readonly SqlExpression[]): SqlExpression {
  if (parts.length <= 1) return parts[0] ?? unknown('an empty condition');
  const middle = Math.ceil(parts.length / 2);
  const [left, right] = [parts.slice(0, middle), parts.slice(middle)].map((half) => joinAll(operator, half));
  return { kind: 'binary', operator, left: left!, right: right! };
}

function readBooleanTest(test: string | undefined, argument: Node | undefined): SqlExpression {
  const of = readPostgresExpression(argument);
  const isNull: SqlExpression = { kind: 'is_null', of, isNegated: false };
  const notNull: SqlExpression = { kind: 'is_null', of, isNegated: true };
  const and = (left: SqlExpression, right: SqlExpression) =>
    ({ kind: 'binary', operator: 'and', left, right }) as const;
  const or = (left: SqlExpression, right: SqlExpression) => ({ kind: 'binary', operator: 'or', left, right }) as const;
  switch (test) {
    case 'IS_TRUE':
      return and(notNull, of);
    case 'IS_NOT_TRUE':
      return or(isNull, { kind: 'not', of });
    case 'IS_FALSE':
      return and(notNull, { kind: 'not', of });
    case 'IS_NOT_FALSE':
      return or(isNull, of);
    default:
      return test === 'IS_UNKNOWN' ? isNull : notNull;
  }
}

function readCase(expression: CaseExpr): SqlExpression {
  const subject = expression.arg === undefined ? undefined : readPostgresExpression(expression.arg);
  const branches = (expression.args ?? []).map((node) => {
    const branch = 'CaseWhen' in node ? node.CaseWhen : {};
    const when = readPostgresExpression(branch.expr);
    return {
      when: subject === undefined ? when : ({ kind: 'binary', operator: '=', left: subject, right: when } as const),
      result: readPostgresExpression(branch.result),
    };
  });
  const otherwise = expression.defresult;
  return { kind: 'case', branches, ...(otherwise !== undefined && { otherwise: readPostgresExpression(otherwise) }) };
}

function call(name: string, parameters: readonly Node[] | undefined): SqlExpression {
  return { kind: 'call', name: name.toLowerCase(), parameters: (parameters ?? []).map(readPostgresExpression) };
}

function sqlValueName(operation: string | undefined): string {
  if (operation === 'SVFOP_CURRENT_DATE') return 'current_date';
  const isTimestamp = /^SVFOP_(CURRENT|LOCAL)_?TIMESTAMP/.test(operation ?? '');
  return isTimestamp ? 'current_timestamp' : (operation ?? '').replace('SVFOP_', '').toLowerCase();
}
