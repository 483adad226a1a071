/** Dates, times and timestamps as text, exactly as the text formats write them. */
import { dayOfMicros, dayOfMonth, MICROS_PER_SECOND, monthOf, timeOfMicros, yearOf } from './calendar.ts';

/** `YYYY-MM-DD`. */
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
