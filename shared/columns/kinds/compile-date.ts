import type { SpecOf } from '../../contracts/column-spec.ts';
import { parseIsoDate } from '../../contracts/iso-calendar.ts';
import { invariant } from '../../errors/invariant.ts';
import { CODES_MAX, codedValues, listValues, uniformWeights } from '../coded-values.ts';
import { uniformIntegers } from '../uniform-integers.ts';
import { uniqueIntegers } from '../unique-integers.ts';
import type { ValueProgram } from '../value-program.ts';

/** Days of an inclusive range, all equally likely. */
export function compileDate(spec: SpecOf<'date'>): ValueProgram {
  const [first, last] = [parseIsoDate(spec.min), parseIsoDate(spec.max)];
  invariant(first !== undefined && last !== undefined, 'a normalised date column has dates as bounds');
  const days = last - first + 1;
  if (spec.unique) return uniqueIntegers({ name: 'date' }, 'i32', BigInt(first), BigInt(days));
  if (days > CODES_MAX) return uniformIntegers({ name: 'date' }, 'i32', BigInt(first), BigInt(days));
  const values = listValues(days, (index) => first + index);
  return codedValues({ name: 'date' }, { dictionary: { values }, weights: () => uniformWeights(days) });
}
