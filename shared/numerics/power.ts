import { exp } from './exp.ts';
import { log } from './log.ts';

/** x^y for x >= 0 with the same bits on every engine; relative error 2e-16 times |y ln x| or less than a unit in the last place. */
export function power(x: number, y: number): number {
  if (y === 0) return 1;
  return exp(y * log(x));
}
