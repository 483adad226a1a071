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

/** Year, month and day of a valid day in one number, so that nothing is allocated: (year * 16 + month) * 32 + day. */
function civilOf(day: number): number {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return (year * 16 + month) * 32 + dayOfMonth;
}

export function yearOf(day: number): number {
  return Math.floor(civilOf(day) / 512);
}

/** 1..12. */
export function monthOf(day: number): number {
  return Math.floor(civilOf(day) / 32) % 16;
}

/** 1..31. */
export function dayOfMonth(day: number): number {
  return civilOf(day) % 32;
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
  const months = Math.floor(civil / 512) * 12 + (Math.floor(civil / 32) % 16) - 1 + Math.trunc(count);
  const year = Math.floor(months / 12);
  if (!(year >= 0 && year <= 9_999)) return NaN;
  const month = months - year * 12 + 1;
  return daysFromCivil(year, month, Math.min(civil % 32, daysOfMonth(year, month)));
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
