import { DATE_FUNCTIONS } from './date-functions.ts';
import { NUMBER_FUNCTIONS } from './number-functions.ts';
import type { ScalarFunction, ValueType } from './operation.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';

/** One way to call a function. */
export interface FunctionForm {
  /** Types in order; a call has exactly these operands. */
  readonly parameters: readonly ValueType[];
  readonly type: ValueType;
  readonly apply: ScalarFunction;
}

/** A function whose first operand is one of some words, written out as text: its forms per word. */
export interface UnitFunction {
  readonly units: Readonly<Record<string, readonly FunctionForm[]>>;
}

export type FunctionRule = readonly FunctionForm[] | UnitFunction;

/** Every function that takes its operands' values and nothing else; null as soon as one of them is. */
export const FUNCTIONS: Readonly<Record<string, FunctionRule>> = {
  ...NUMBER_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...DATE_FUNCTIONS,
};
