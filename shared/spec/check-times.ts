import { dayWeights } from '../contracts/calendar-intensity.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { instantCalendar } from '../contracts/instant-calendar.ts';
import { parseIsoDate, parseIsoDatetime, parseIsoTime } from '../contracts/iso-calendar.ts';
import { LIMITS } from '../contracts/limits.ts';
import type { ColumnFault } from './check-column.ts';
import { emptyRange } from './check-numbers.ts';
import { weightFaults } from './check-weights.ts';

const MICROS_PER_DAY = 86_400_000_000n;
const MICROS_PER_HOUR = 3_600_000_000;

export function checkDate(column: SpecOf<'date'>): ColumnFault[] {
  const [low, high] = [parseIsoDate(column.min), parseIsoDate(column.max)];
  const faults = unreadableFaults({ min: [column.min, low], max: [column.max, high] });
  if (low === undefined || high === undefined) return faults;
  if (low > high) return [...faults, emptyRange(column.min, column.max)];
  const days = high - low + 1;
  return [...faults, ...intensityFaults(column, days, () => dayWeights(low, days, column))];
}

/** Half-open. */
export function checkTime(column: SpecOf<'time'>): ColumnFault[] {
  const [low, high] = [parseIsoTime(column.min), parseIsoTime(column.max)];
  const faults = unreadableFaults({ min: [column.min, low], max: [column.max, high] });
  if (low !== undefined && high !== undefined && low >= high) faults.push(emptyRange(column.min, column.max));
  return faults;
}

/** Half-open; a bound without an offset is UTC, and a column without a zone takes no offsets. */
export function checkDatetime(column: SpecOf<'datetime'>): ColumnFault[] {
  const bounds = { min: parseIsoDatetime(column.min), max: parseIsoDatetime(column.max) };
  const faults = unreadableFaults({ min: [column.min, bounds.min], max: [column.max, bounds.max] });
  for (const member of ['min', 'max'] as const) {
    const bound = bounds[member];
    if (bound === undefined) continue;
    if (column.unit === 'ms' && bound.micros % 1_000n !== 0n)
      faults.push({
        member,
        code: 'OUT_OF_RANGE',
        message: `${column[member]} is not a whole number of milliseconds`,
        value: column[member],
        remedy: 'use unit us',
      });
    if (column.zone === 'none' && bound.hasOffset && column[member] !== DEFAULTS[member])
      faults.push({
        member,
        code: 'CONFLICT',
        message: `${column[member]} has an offset, but zone is none`,
        value: column[member],
        remedy: 'leave the offset away',
      });
  }
  if (faults.length > 0 || bounds.min === undefined || bounds.max === undefined) return faults;
  if (bounds.min.micros >= bounds.max.micros) return [emptyRange(column.min, column.max)];
  const [start, end] = [bounds.min.micros, bounds.max.micros];
  return intensityFaults(
    column,
    Number(end / MICROS_PER_DAY - start / MICROS_PER_DAY) + 1,
    () => instantCalendar(column, { start, end, ticksPerHour: MICROS_PER_HOUR }).weights,
  );
}

/** Weights of which nothing is left, and ranges of more days than a table of weights holds. */
function intensityFaults(
  column: SpecOf<'date' | 'datetime'>,
  days: number,
  weightsOfDays: () => readonly number[],
): ColumnFault[] {
  const { business_days, seasonality } = column;
  if (business_days === undefined && seasonality === undefined) return [];
  if (days > LIMITS.weightedDays) {
    const message = `the range has ${days} days, and days with weights are at most ${LIMITS.weightedDays}`;
    return [{ member: 'max', code: 'OUT_OF_RANGE', message, value: column.max, bound: LIMITS.weightedDays }];
  }
  const faults = Object.entries(seasonality ?? {}).flatMap(([member, weights]) =>
    weightFaults(weights, weights?.length ?? 0, `seasonality.${member}`),
  );
  if (faults.length > 0 || weightsOfDays().some((weight) => weight > 0)) return faults;
  const message = `nothing from ${column.min} to ${column.max} has a weight above 0`;
  return [{ member: 'max', code: 'EMPTY_RANGE', message, value: column.max, remedy: 'widen the range' }];
}

/** Bounds that nobody wrote are no conflict with the zone. */
const DEFAULTS = { min: '2020-01-01T00:00:00Z', max: '2025-01-01T00:00:00Z' };

function unreadableFaults(members: Record<string, [text: string, value: unknown]>): ColumnFault[] {
  return Object.entries(members)
    .filter(([, [, value]]) => value === undefined)
    .map(([member, [text]]) => ({
      member,
      code: 'BAD_FORMAT',
      message: `"${text}" does not exist in the calendar, or is finer than a microsecond`,
      value: text,
    }));
}
