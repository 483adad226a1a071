import type { ArithmeticOperator, ComparisonOperator, ExpressionType, Scalar } from './expression-node.ts';

/**
 * What a part of an expression gives, intervals included: `days` is a count of whole days, `months` of whole months,
 * `duration` whole microseconds. Only sums and differences take them; no expression ends as one.
 */
export type ValueType = ExpressionType | 'days' | 'months' | 'duration';

/** Where values of a type lie: numbers in doubles, booleans in bytes, text in strings. */
export type Lane = 'number' | 'truth' | 'text';

export function laneOf(type: ValueType): Lane {
  if (type === 'boolean') return 'truth';
  return type === 'text' ? 'text' : 'number';
}

/** A function of single values; NaN means null in numbers. Called with nulls only where `isStrict` is false. */
// biome-ignore lint/suspicious/noExplicitAny: the checker has matched the operands with what the function takes
export type ScalarFunction = (...operands: any[]) => Scalar;

/** A typed expression: every name found, every conversion written out, sugar gone. */
export type Operation = { readonly type: ValueType } & (
  | { readonly kind: 'constant'; readonly value: Scalar }
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'row' }
  /** Uniform in [0, 1), one draw number per place in the text. */
  | { readonly kind: 'random'; readonly draw: number }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Operation;
      readonly right: Operation;
    }
  | {
      readonly kind: 'comparison';
      readonly operator: ComparisonOperator;
      readonly left: Operation;
      readonly right: Operation;
    }
  | { readonly kind: 'and' | 'or'; readonly left: Operation; readonly right: Operation }
  | { readonly kind: 'not' | 'is_null'; readonly operand: Operation }
  /** The first operand that is not null. */
  | { readonly kind: 'coalesce'; readonly operands: readonly Operation[] }
  /** The first value whose condition is true, else the last one. */
  | { readonly kind: 'choice'; readonly branches: readonly Branch[]; readonly otherwise: Operation }
  | {
      readonly kind: 'call';
      readonly apply: ScalarFunction;
      /** Null as soon as one operand is. */
      readonly isStrict: boolean;
      readonly operands: readonly Operation[];
    }
);

export interface Branch {
  readonly when: Operation;
  readonly value: Operation;
}

export function constant(type: ValueType, value: Scalar): Operation {
  return { kind: 'constant', type, value };
}

/** A strict call of `apply`. */
export function call(type: ValueType, apply: ScalarFunction, ...operands: readonly Operation[]): Operation {
  return { kind: 'call', type, apply, isStrict: true, operands };
}
