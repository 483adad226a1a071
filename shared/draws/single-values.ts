import type { EmpiricalLaw } from '../contracts/distribution.ts';
import { atomsOf } from './continuous-laws.ts';

/**
 * The outcomes of an empirical law of single values in a column: `place` rounds and clips each to a value of the column,
 * and those that fall together add their weights. Ascending.
 */
export function placedValues<Value extends number | bigint>(
  law: EmpiricalLaw,
  place: (value: number) => Value,
): { values: Value[]; weights: number[] } {
  const atoms = atomsOf(law);
  const values: Value[] = [];
  const weights: number[] = [];
  for (const [i, atom] of atoms.values.entries()) {
    const value = place(atom);
    if (values.length === 0 || values.at(-1) !== value) {
      values.push(value);
      weights.push(0);
    }
    weights[values.length - 1]! += atoms.weights[i]!;
  }
  return { values, weights };
}

/** The nearest whole number, halves to even, never -0. */
export function roundHalfEven(value: number): number {
  const nearest = Math.round(value);
  const isTie = Math.abs(nearest - value) === 0.5;
  return (isTie && nearest % 2 !== 0 ? nearest - 1 : nearest) + 0;
}
