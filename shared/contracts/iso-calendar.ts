/**
 * ISO 8601 dates, times and instants as numbers, in the proleptic Gregorian calendar, years 0000..9999. Own arithmetic,
 * so that no clock, no time zone and no ICU table takes part.
 *
 * Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil).
 */
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MICROS_PER_DAY = 86_400_000_000;

/** Days since 1970-01-01 of `YYYY-MM-DD`; `undefined` when it is not a date of the calendar. */
export function parseIsoDate(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return undefined;
  return daysFromCivil(year, month, day);
}

/** Microseconds since midnight of `HH:MM[:SS[.ffffff]]`, or of `24:00:00`; `undefined` when it is neither. */
export function parseIsoTime(text: string): number | undefined {
  if (text === '24:00:00') return MICROS_PER_DAY;
  const match = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?$/.exec(text);
  if (match === null) return undefined;
  const seconds = Number(match[1]) * 3_600 + Number(match[2]) * 60 + Number(match[3] ?? 0);
  return seconds * 1_000_000 + Number((match[4] ?? '').padEnd(6, '0'));
}

export interface IsoDatetime {
  /** Microseconds since 1970-01-01T00:00:00, after subtracting the offset. */
  readonly micros: bigint;
  readonly hasOffset: boolean;
}

/** `YYYY-MM-DD`, optionally with a time and then an offset (`Z`, `+02:00`); `undefined` when it is none of these. */
export function parseIsoDatetime(text: string): IsoDatetime | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[Tt]([0-9:.]+?)(Z|z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  if (match === null) return undefined;
  const days = parseIsoDate(match[1] ?? '');
  const micros = match[2] === undefined ? 0 : parseIsoTime(match[2]);
  const offset = parseOffsetMicros(match[3] ?? 'Z');
  if (days === undefined || micros === undefined || micros === MICROS_PER_DAY || offset === undefined) return undefined;
  return { micros: BigInt(days) * BigInt(MICROS_PER_DAY) + BigInt(micros - offset), hasOffset: match[3] !== undefined };
}

function parseOffsetMicros(text: string): number | undefined {
  if (text === 'Z' || text === 'z') return 0;
  const time = parseIsoTime(text.slice(1));
  if (time === undefined || time === MICROS_PER_DAY) return undefined;
  return text.startsWith('-') ? -time : time;
}

/** Days of a month 1..12. */
export function daysOfMonth(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (DAYS_OF_MONTH[month - 1] ?? 0);
}

/** Days since 1970-01-01 of a date of the calendar. March-based years put the leap day last: the day of the year is linear. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
