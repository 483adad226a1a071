import type { Span } from './expression-fault.ts';

/** What an expression can give, each with nulls. */
export type ExpressionType =
  /** IEEE double; whole numbers are exact up to 2^53. */
  | 'number'
  | 'text'
  | 'boolean'
  /** Whole days since 1970-01-01. */
  | 'date'
  /** Whole microseconds since midnight. */
  | 'time'
  /** Whole microseconds since 1970-01-01T00:00:00, UTC or wall clock as the column has it. */
  | 'timestamp';

export const EXPRESSION_TYPES = ['number', 'text', 'boolean', 'date', 'time', 'timestamp'] as const;

/** One value; `null` is SQL's. Dates, times and timestamps are numbers. */
export type Scalar = number | string | boolean | null;

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

export type BinaryOperator = ArithmeticOperator | ComparisonOperator | '||' | 'and' | 'or';

/** An expression as it was read, before names and types are looked up. Parentheses are gone: the tree says it. */
export type ExpressionNode =
  | ({ readonly kind: 'literal'; readonly type: ExpressionType | 'null'; readonly value: Scalar } & Span)
  /** One name, or two and more for a parent's column. */
  | ({ readonly kind: 'column'; readonly path: readonly string[] } & Span)
  | ({ readonly kind: 'row' } & Span)
  | ({ readonly kind: 'negative'; readonly operand: ExpressionNode } & Span)
  | ({ readonly kind: 'not'; readonly operand: ExpressionNode } & Span)
  | ({
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    } & Span)
  | (Predicate<'between'> & { readonly low: ExpressionNode; readonly high: ExpressionNode })
  | (Predicate<'in'> & { readonly choices: readonly ExpressionNode[] })
  | (Predicate<'like'> & { readonly pattern: ExpressionNode })
  | Predicate<'is_null'>
  | ({
      readonly kind: 'case';
      readonly subject?: ExpressionNode;
      readonly branches: readonly { readonly when: ExpressionNode; readonly value: ExpressionNode }[];
      readonly otherwise?: ExpressionNode;
    } & Span)
  /** `name` in lower case. */
  | ({ readonly kind: 'call'; readonly name: string; readonly operands: readonly ExpressionNode[] } & Span)
  /** `type` in lower case, as it was written: checked later. */
  | ({ readonly kind: 'cast'; readonly operand: ExpressionNode; readonly type: string } & Span);

interface Predicate<Kind extends string> extends Span {
  readonly kind: Kind;
  readonly operand: ExpressionNode;
  readonly isNegated: boolean;
}

/** How `reads`, scopes and inputs spell a reference: the names with dots between. */
export function referenceName(path: readonly string[]): string {
  return path.join('.');
}
