/**
 * A check or a computed column as every SQL dialect's reader gives it, before it becomes text of our own language.
 * What a reader does not know becomes `unknown` and names it, so that the note can say why a check was not taken along.
 */
export type SqlExpression =
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'literal'; readonly type: LiteralType; readonly text: string }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: SqlExpression;
      readonly right: SqlExpression;
    }
  | { readonly kind: 'not' | 'minus'; readonly of: SqlExpression }
  | { readonly kind: 'is_null'; readonly of: SqlExpression; readonly isNegated: boolean }
  | {
      readonly kind: 'between';
      readonly of: SqlExpression;
      readonly low: SqlExpression;
      readonly high: SqlExpression;
      readonly isNegated: boolean;
    }
  | {
      readonly kind: 'in';
      readonly of: SqlExpression;
      readonly list: readonly SqlExpression[];
      readonly isNegated: boolean;
    }
  | {
      readonly kind: 'like';
      readonly of: SqlExpression;
      readonly pattern: SqlExpression;
      readonly isNegated: boolean;
    }
  | {
      readonly kind: 'case';
      readonly branches: readonly { readonly when: SqlExpression; readonly result: SqlExpression }[];
      readonly otherwise?: SqlExpression;
    }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly SqlExpression[] }
  | { readonly kind: 'cast'; readonly of: SqlExpression; readonly type: CastType }
  | { readonly kind: 'unknown'; readonly what: string; readonly parts?: readonly SqlExpression[] };

export type LiteralType = 'number' | 'text' | 'boolean' | 'null' | 'date' | 'timestamp' | 'time';
export type CastType = 'number' | 'text' | 'boolean' | 'date' | 'timestamp' | 'time';
export type BinaryOperator = Comparison | '+' | '-' | '*' | '/' | '%' | '||' | 'and' | 'or';
export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

const COMPARISONS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];

/** Whether the operator compares. */
export function isComparison(operator: BinaryOperator): operator is Comparison {
  return COMPARISONS.includes(operator);
}

/** The parts of an expression that are expressions. */
export function partsOf(expression: SqlExpression): SqlExpression[] {
  switch (expression.kind) {
    case 'column':
    case 'literal':
      return [];
    case 'unknown':
      return [...(expression.parts ?? [])];
    case 'binary':
      return [expression.left, expression.right];
    case 'not':
    case 'minus':
    case 'is_null':
    case 'cast':
      return [expression.of];
    case 'between':
      return [expression.of, expression.low, expression.high];
    case 'in':
      return [expression.of, ...expression.list];
    case 'like':
      return [expression.of, expression.pattern];
    case 'case':
      return [
        ...expression.branches.flatMap(({ when, result }) => [when, result]),
        ...(expression.otherwise === undefined ? [] : [expression.otherwise]),
      ];
    case 'call':
      return [...expression.parameters];
  }
}

/** Names of the columns that an expression reads, each once. */
export function columnsOf(expression: SqlExpression): string[] {
  if (expression.kind === 'column') return [expression.name];
  return [...new Set(partsOf(expression).flatMap(columnsOf))];
}

/** The terms of a conjunction: `a and (b and c)` has three. */
export function conjuncts(expression: SqlExpression): SqlExpression[] {
  if (expression.kind !== 'binary' || expression.operator !== 'and') return [expression];
  return [...conjuncts(expression.left), ...conjuncts(expression.right)];
}

/** The expression with one column put in the place of another, as a domain's VALUE stands for its column. */
export function renameColumn(expression: SqlExpression, from: string, to: string): SqlExpression {
  const renamed = (part: SqlExpression) => renameColumn(part, from, to);
  switch (expression.kind) {
    case 'column':
      return expression.name === from ? { kind: 'column', name: to } : expression;
    case 'literal':
      return expression;
    case 'unknown':
      return { ...expression, parts: (expression.parts ?? []).map(renamed) };
    case 'binary':
      return { ...expression, left: renamed(expression.left), right: renamed(expression.right) };
    case 'not':
    case 'minus':
    case 'is_null':
    case 'cast':
      return { ...expression, of: renamed(expression.of) };
    case 'between':
      return {
        ...expression,
        of: renamed(expression.of),
        low: renamed(expression.low),
        high: renamed(expression.high),
      };
    case 'in':
      return { ...expression, of: renamed(expression.of), list: expression.list.map(renamed) };
    case 'like':
      return { ...expression, of: renamed(expression.of), pattern: renamed(expression.pattern) };
    case 'case':
      return {
        ...expression,
        branches: expression.branches.map(({ when, result }) => ({ when: renamed(when), result: renamed(result) })),
        ...(expression.otherwise !== undefined && { otherwise: renamed(expression.otherwise) }),
      };
    case 'call':
      return { ...expression, parameters: expression.parameters.map(renamed) };
  }
}
