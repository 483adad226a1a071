import { daysFromCivil } from '../contracts/iso-calendar.ts';
import {
  dayOfMicros,
  dayOfMonth,
  dayOfWeek,
  MICROS_PER_DAY,
  MICROS_PER_SECOND,
  monthOf,
  timeOfMicros,
  yearOf,
} from './calendar.ts';

export type DayUnit = 'year' | 'quarter' | 'month' | 'week' | 'day';
export type ClockUnit = 'hour' | 'minute' | 'second';

const MICROS_OF: Readonly<Record<ClockUnit | 'day' | 'week', number>> = {
  second: MICROS_PER_SECOND,
  minute: 60 * MICROS_PER_SECOND,
  hour: 3_600 * MICROS_PER_SECOND,
  day: MICROS_PER_DAY,
  week: 7 * MICROS_PER_DAY,
};

const MONTHS_OF: Readonly<Record<'month' | 'quarter' | 'year', number>> = { month: 1, quarter: 3, year: 12 };

/** The first day of the unit; weeks begin on Monday. */
export function truncateDay(unit: DayUnit, day: number): number {
  if (unit === 'day') return day;
  if (unit === 'week') return day - dayOfWeek(day) + 1;
  const month = unit === 'year' ? 1 : unit === 'quarter' ? monthOf(day) - ((monthOf(day) - 1) % 3) : monthOf(day);
  return daysFromCivil(yearOf(day), month, 1);
}

/** The first microsecond of the unit. */
export function truncateMicros(unit: ClockUnit, micros: number): number {
  return Math.floor(micros / MICROS_OF[unit]) * MICROS_OF[unit];
}

/** Complete units from the first instant to the second, below 0 when the second is earlier (as TIMESTAMPDIFF counts). */
export function dateDifference(unit: DayUnit | ClockUnit): (from: number, to: number) => number {
  if (unit === 'year' || unit === 'quarter' || unit === 'month')
    return (from, to) => Math.trunc(completeMonths(from, to) / MONTHS_OF[unit]) + 0;
  return (from, to) => Math.trunc((to - from) / MICROS_OF[unit]) + 0;
}

/** Months whose day and time of the month both instants reach. */
function completeMonths(from: number, to: number): number {
  if (to < from) return -completeMonths(to, from);
  const [fromDay, toDay] = [dayOfMicros(from), dayOfMicros(to)];
  const months = (yearOf(toDay) - yearOf(fromDay)) * 12 + monthOf(toDay) - monthOf(fromDay);
  return placeInMonth(to, toDay) < placeInMonth(from, fromDay) ? months - 1 : months;
}

function placeInMonth(micros: number, day: number): number {
  return dayOfMonth(day) * MICROS_PER_DAY + timeOfMicros(micros);
}
