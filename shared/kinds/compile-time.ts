import type { ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { parseIsoTime } from '../contracts/iso-calendar.ts';
import { uniformIntegers } from '../draws/uniform-integers.ts';
import { uniqueIntegers } from '../draws/unique-integers.ts';
import { invariant } from '../errors/invariant.ts';

/** Microseconds of a half-open range within a day, all equally likely. */
export function compileTime(spec: SpecOf<'time'>): ValueProgram {
  const [start, end] = [parseIsoTime(spec.min), parseIsoTime(spec.max)];
  invariant(start !== undefined && end !== undefined, 'a normalised time column has times as bounds');
  const integers = spec.unique ? uniqueIntegers : uniformIntegers;
  return integers({ name: 'time' }, 'i64', BigInt(start), BigInt(end - start));
}
