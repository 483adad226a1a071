import type { ValueProgram } from '../columns/value-program.ts';
import { dayWeights } from '../contracts/calendar-intensity.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { parseIsoDate } from '../contracts/iso-calendar.ts';
import { CODES_MAX, codedValues, listValues, uniformWeights } from '../draws/coded-values.ts';
import { uniformIntegers } from '../draws/uniform-integers.ts';
import { uniqueIntegers } from '../draws/unique-integers.ts';
import { invariant } from '../errors/invariant.ts';

/** Days of an inclusive range, all equally likely unless the calendar says otherwise. */
export function compileDate(spec: SpecOf<'date'>): ValueProgram {
  const [first, last] = [parseIsoDate(spec.min), parseIsoDate(spec.max)];
  invariant(first !== undefined && last !== undefined, 'a normalised date column has dates as bounds');
  const days = last - first + 1;
  if (spec.unique) return uniqueIntegers({ name: 'date' }, 'i32', BigInt(first), BigInt(days));
  if (spec.business_days || spec.seasonality !== undefined) return unevenDays(spec, first, days);
  if (days > CODES_MAX) return uniformIntegers({ name: 'date' }, 'i32', BigInt(first), BigInt(days));
  const values = listValues(days, (index) => first + index);
  return codedValues({ name: 'date' }, { dictionary: { values }, weights: () => uniformWeights(days) });
}

/** Days by weight; those that never come are left out. */
function unevenDays(spec: SpecOf<'date'>, first: number, count: number): ValueProgram {
  const days = dayWeights(first, count, spec)
    .map((weight, index) => ({ day: first + index, weight }))
    .filter(({ weight }) => weight > 0);
  const dictionary = { values: days.map(({ day }) => day) };
  return codedValues({ name: 'date' }, { dictionary, weights: () => days.map(({ weight }) => weight) });
}
