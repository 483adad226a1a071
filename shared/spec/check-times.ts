import type { SpecOf } from '../contracts/column-spec.ts';
import { parseIsoDate, parseIsoDatetime, parseIsoTime } from '../contracts/iso-calendar.ts';
import type { ColumnFault } from './check-column.ts';
import { emptyRange } from './check-numbers.ts';

export function checkDate(column: SpecOf<'date'>): ColumnFault[] {
  const [low, high] = [parseIsoDate(column.min), parseIsoDate(column.max)];
  const faults = unreadableFaults({ min: [column.min, low], max: [column.max, high] });
  if (low !== undefined && high !== undefined && low > high) faults.push(emptyRange(column.min, column.max));
  return faults;
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
  if (
    faults.length === 0 &&
    bounds.min !== undefined &&
    bounds.max !== undefined &&
    bounds.min.micros >= bounds.max.micros
  )
    faults.push(emptyRange(column.min, column.max));
  return faults;
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
