import { accuratePower } from '../numerics/accurate-power.ts';
import { exp } from '../numerics/exp.ts';
import { log } from '../numerics/log.ts';
import { roundDecimal } from '../numerics/round-decimal.ts';
import type { FunctionForm } from './function-table.ts';
import type { ScalarFunction } from './operation.ts';

/** Numbers: what has no finite result is null. */
export const NUMBER_FUNCTIONS: Readonly<Record<string, readonly FunctionForm[]>> = {
  abs: [ofNumbers(1, Math.abs)],
  floor: [ofNumbers(1, Math.floor)],
  ceil: [ofNumbers(1, Math.ceil)],
  trunc: [ofNumbers(1, Math.trunc)],
  /** As the number prints, half away from zero. */
  round: [ofNumbers(1, (x: number) => roundDecimal(x, 0)), ofNumbers(2, roundDecimal)],
  sign: [ofNumbers(1, Math.sign)],
  sqrt: [ofNumbers(1, Math.sqrt)],
  exp: [ofNumbers(1, exp)],
  ln: [ofNumbers(1, log)],
  power: [ofNumbers(2, accuratePower)],
  mod: [ofNumbers(2, (x: number, y: number) => x % y)],
};

function ofNumbers(count: number, apply: ScalarFunction): FunctionForm {
  return { parameters: new Array<'number'>(count).fill('number'), type: 'number', apply };
}
