import type { ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { parseIsoDatetime } from '../contracts/iso-calendar.ts';
import { seasonalInstants } from '../draws/seasonal-instants.ts';
import { uniformIntegers } from '../draws/uniform-integers.ts';
import { uniqueIntegers } from '../draws/unique-integers.ts';
import { invariant } from '../errors/invariant.ts';

const MICROS_PER_HOUR = 3_600_000_000;

/** Instants (or wall-clock times) of a half-open range, every tick equally likely unless the calendar says otherwise. */
export function compileDatetime(spec: SpecOf<'datetime'>): ValueProgram {
  const [start, end] = [parseIsoDatetime(spec.min), parseIsoDatetime(spec.max)];
  invariant(start !== undefined && end !== undefined, 'a normalised datetime column has datetimes as bounds');
  const microsPerTick = spec.unit === 'ms' ? 1_000n : 1n;
  const type = { name: 'timestamp', unit: spec.unit, isUtc: spec.zone === 'UTC' } as const;
  if (spec.business_days || spec.seasonality !== undefined)
    return seasonalInstants(spec, type, {
      start: start.micros / microsPerTick,
      end: end.micros / microsPerTick,
      ticksPerHour: MICROS_PER_HOUR / Number(microsPerTick),
    });
  const ticks = (end.micros - start.micros) / microsPerTick;
  const integers = spec.unique ? uniqueIntegers : uniformIntegers;
  return { ...integers(type, 'i64', start.micros / microsPerTick, ticks), isDeltaFriendly: true };
}
