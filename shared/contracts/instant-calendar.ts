import { dayWeights } from './calendar-intensity.ts';
import type { SpecOf } from './column-spec.ts';

export const HOURS_OF_DAY = 24;

/** What of a day lies in a range: the first tick of each of its hours, how many follow, and how frequent the hour is. */
export interface DayPart {
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
  readonly weights: readonly number[];
  readonly sum: number;
}

/** The days of a range of instants, by frequency. */
export interface InstantCalendar {
  /** The tick at which the first day begins, maybe before the range. */
  readonly base: bigint;
  readonly ticksPerDay: number;
  /** One per day. */
  readonly weights: readonly number[];
  /** The first day, a whole one, the last: see `partOf`. */
  readonly parts: readonly [DayPart, DayPart, DayPart];
}

export interface TickRange {
  /** Ticks since 1970, half-open. */
  readonly start: bigint;
  readonly end: bigint;
  readonly ticksPerHour: number;
}

/** Each day of the range with the product of its weights; the first and last one as far as they lie in the range. */
export function instantCalendar(spec: SpecOf<'datetime'>, { start, end, ticksPerHour }: TickRange): InstantCalendar {
  const ticksPerDay = HOURS_OF_DAY * ticksPerHour;
  const first = dayOf(start, ticksPerDay);
  const last = dayOf(end - 1n, ticksPerDay);
  const base = BigInt(first) * BigInt(ticksPerDay);
  const [from, to] = [Number(start - base), Number(end - base) - (last - first) * ticksPerDay];
  const days = last - first + 1;
  const hourWeights = spec.seasonality?.hour_of_day ?? new Array<number>(HOURS_OF_DAY).fill(1);
  const part = (low: number, high: number) => dayPart(hourWeights, ticksPerHour, { low, high });
  const parts = [part(from, days === 1 ? to : ticksPerDay), part(0, ticksPerDay), part(0, to)] as const;
  const weights = dayWeights(first, days, spec).map((weight, day) => weight * parts[partOf(day, days)].sum);
  return { base, parts, weights, ticksPerDay };
}

/** Which part of `InstantCalendar.parts` a day is. */
export function partOf(day: number, days: number): 0 | 1 | 2 {
  if (day === 0) return 0;
  return day === days - 1 ? 2 : 1;
}

/** The number of the day that a tick lies in. */
function dayOf(tick: bigint, ticksPerDay: number): number {
  const size = BigInt(ticksPerDay);
  const within = ((tick % size) + size) % size;
  return Number((tick - within) / size);
}

/** The part of a day in [low, high). An hour of which nothing is left has weight 0. */
function dayPart(
  hourWeights: readonly number[],
  ticksPerHour: number,
  { low, high }: { readonly low: number; readonly high: number },
): DayPart {
  const starts = hourWeights.map((_, hour) => Math.max(hour * ticksPerHour, low));
  const lengths = starts.map((start, hour) => Math.max(0, Math.min((hour + 1) * ticksPerHour, high) - start));
  const weights = lengths.map((length, hour) => (hourWeights[hour]! * length) / ticksPerHour);
  return { starts, lengths, weights, sum: weights.reduce((total, weight) => total + weight, 0) };
}
