/**
 * The proleptic Gregorian calendar over days and microseconds since 1970, years 0000..9999. What leaves that range is
 * NaN, which is null. Microseconds are doubles: exact for whole seconds everywhere and for every microsecond within
 * 1684..2255 (2^53 of them).
 *
 * Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms" (civil_from_days).
 * Checked against: Date of ECMAScript over the whole range (test/unit/expressions/calendar.test.ts).
 */
import { daysFromCivil, daysOfMonth } from '../contracts/iso-calendar.ts';

export const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_DAY = 86_400_000_000;
/** 0000-01-01. */
const DAY_FIRST = -719_528;
/** 9999-12-31. */
const DAY_LAST = 2_932_896;
const MICROS_FIRST = DAY_FIRST * MICROS_PER_DAY;
const MICROS_END = (DAY_LAST + 1) * MICROS_PER_DAY;

/** The day itself, or NaN beyond the calendar. */
export function validDay(day: number): number {
  return day >= DAY_FIRST && day <= DAY_LAST ? day : NaN;
}

/** The instant itself, or NaN beyond the calendar. */
export function validMicros(micros: number): number {
  return micros >= MICROS_FIRST && micros < MICROS_END ? micros : NaN;
}

/** Days from 400 years before 0000-03-01 to 1970, so that no count is below 0. */
const DAYS_BEFORE = 719_468 + 146_097;

/**
 * Year, month and day of a valid day in one number, so that nothing is allocated: (year * 16 + month) * 32 + day, in 23
 * bits. Whole numbers of 32 bits throughout: their division by a constant is a multiplication.
 */
function civilOf(day: number): number {
  const shifted = (day + DAYS_BEFORE) | 0;
  const era = (shifted / 146_097) | 0;
  const dayOfEra = shifted - era * 146_097;
  const leapDays = ((dayOfEra / 1_460) | 0) - ((dayOfEra / 36_524) | 0) + ((dayOfEra / 146_096) | 0);
  const yearOfEra = ((dayOfEra - leapDays) / 365) | 0;
  const dayOfYear = dayOfEra - (365 * yearOfEra + (yearOfEra >> 2) - ((yearOfEra / 100) | 0));
  const marchMonth = ((5 * dayOfYear + 2) / 153) | 0;
  const dayOfMonth = dayOfYear - (((153 * marchMonth + 2) / 5) | 0) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 - 400 + (month <= 2 ? 1 : 0);
  return (year * 16 + month) * 32 + dayOfMonth;
}

export function yearOf(day: number): number {
  return Number.isNaN(day) ? NaN : civilOf(day) >> 9;
}

/** 1..12. */
export function monthOf(day: number): number {
  return Number.isNaN(day) ? NaN : (civilOf(day) >> 5) & 15;
}

/** 1..31. */
export function dayOfMonth(day: number): number {
  return Number.isNaN(day) ? NaN : civilOf(day) & 31;
}

/** 1..366. */
export function dayOfYear(day: number): number {
  return day - daysFromCivil(yearOf(day), 1, 1) + 1;
}

/** ISO 8601: Monday is 1, Sunday 7. 1970-01-01 was a Thursday. */
export function dayOfWeek(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The day of an instant. */
export function dayOfMicros(micros: number): number {
  return Math.floor(micros / MICROS_PER_DAY);
}

/** Microseconds since midnight of an instant. */
export function timeOfMicros(micros: number): number {
  return micros - dayOfMicros(micros) * MICROS_PER_DAY;
}

/** A date of the calendar as a day; NaN when there is none. */
export function dayOfCivil(year: number, month: number, day: number): number {
  const isWhole = Number.isInteger(year) && Number.isInteger(month) && Number.isInteger(day);
  if (!isWhole || year < 0 || year > 9_999 || month < 1 || month > 12) return NaN;
  return day >= 1 && day <= daysOfMonth(year, month) ? daysFromCivil(year, month, day) : NaN;
}

/** `day` and a number of days, whose fraction is cut off. */
export function addDays(day: number, count: number): number {
  return validDay(day + Math.trunc(count));
}

/** The same day of the month `count` months on, or that month's last day. */
export function addMonths(day: number, count: number): number {
  const civil = civilOf(day);
  const months = (civil >> 9) * 12 + ((civil >> 5) & 15) - 1 + Math.trunc(count);
  const year = Math.floor(months / 12);
  if (!(year >= 0 && year <= 9_999)) return NaN;
  const month = months - year * 12 + 1;
  return daysFromCivil(year, month, Math.min(civil & 31, daysOfMonth(year, month)));
}

/** The same for an instant: its time of day stays. */
export function addMonthsToMicros(micros: number, count: number): number {
  return addMonths(dayOfMicros(micros), count) * MICROS_PER_DAY + timeOfMicros(micros);
}

export function addMicros(micros: number, count: number): number {
  return validMicros(micros + Math.trunc(count));
}

/** A time of day and a duration, around the clock. */
export function addToTime(time: number, count: number): number {
  const sum = (time + Math.trunc(count)) % MICROS_PER_DAY;
  return sum < 0 ? sum + MICROS_PER_DAY : sum;
}

/**
 * `count` Mondays to Fridays on (or back, below 0). From a weekend the first step leads to the Monday after it (or the
 * Friday before); a count of 0 stays.
 */
export function addBusinessDays(day: number, count: number): number {
  const steps = Math.trunc(count);
  if (steps === 0) return day;
  const weekday = dayOfWeek(day) - 1;
  if (steps > 0) {
    const start = weekday > 4 ? 4 : weekday;
    return validDay(day - (weekday - start) + steps + 2 * Math.floor((start + steps) / 5));
  }
  const start = weekday > 4 ? 5 : weekday;
  const back = -steps;
  return validDay(day - (weekday - start) - back - 2 * Math.floor((4 - start + back) / 5));
}

/** `YYYY-MM-DD`, as the text formats write it; so the next two. */
export function dateText(day: number): string {
  return `${digits(yearOf(day), 4)}-${digits(monthOf(day), 2)}-${digits(dayOfMonth(day), 2)}`;
}

/** `HH:MM:SS.ffffff`. */
export function timeText(time: number): string {
  const seconds = Math.floor(time / MICROS_PER_SECOND);
  const clock = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${clock.map((part) => digits(part, 2)).join(':')}.${digits(time - seconds * MICROS_PER_SECOND, 6)}`;
}

/** RFC 3339 in UTC with 6 digits. */
export function timestampText(micros: number): string {
  return `${dateText(dayOfMicros(micros))}T${timeText(timeOfMicros(micros))}Z`;
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
