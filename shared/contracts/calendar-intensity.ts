import * as z from 'zod';
import { daysFromCivil, daysOfMonth } from './iso-calendar.ts';

const weights = (count: number) => z.array(z.number().min(0)).length(count).optional();

/** Relative frequencies of days; their product is a day's. */
const daySeasons = {
  /** Monday first. */
  day_of_week: weights(7),
  /** January first. */
  month: weights(12),
};

/** Members of kind `date`. */
export const DATE_INTENSITY = {
  /** Monday to Friday. */
  business_days: z.literal(true).optional(),
  seasonality: z.strictObject(daySeasons).optional(),
};

/** Members of kind `datetime`. */
export const DATETIME_INTENSITY = {
  ...DATE_INTENSITY,
  seasonality: z.strictObject({ hour_of_day: weights(24), ...daySeasons }).optional(),
};

export interface DayIntensity {
  readonly business_days?: true | undefined;
  readonly seasonality?:
    | { readonly day_of_week?: number[] | undefined; readonly month?: number[] | undefined }
    | undefined;
}

/** 1970-01-01 was a Thursday; Monday is 0. */
const WEEKDAY_OF_DAY_0 = 3;
const DAYS_OF_YEAR = 365.2425;

/** Relative frequencies of the days first, first + 1, …, which count from 1970-01-01. */
export function dayWeights(first: number, count: number, { business_days, seasonality }: DayIntensity): number[] {
  const { day_of_week: ofWeekday, month: ofMonth } = seasonality ?? {};
  const result: number[] = [];
  let { year, month, end } = monthHolding(first);
  for (let day = first; day < first + count; day++) {
    while (day >= end) {
      [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
      end += daysOfMonth(year, month);
    }
    const weekday = (((day + WEEKDAY_OF_DAY_0) % 7) + 7) % 7;
    const isFree = business_days === true && weekday >= 5;
    result.push(isFree ? 0 : (ofWeekday?.[weekday] ?? 1) * (ofMonth?.[month - 1] ?? 1));
  }
  return result;
}

/** The month of a day, and the first day after it. */
function monthHolding(day: number): { year: number; month: number; end: number } {
  let year = 1970 + Math.floor(day / DAYS_OF_YEAR) - 1;
  let month = 1;
  let end = daysFromCivil(year, 1, 1) + daysOfMonth(year, 1);
  while (end <= day) {
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
    end += daysOfMonth(year, month);
  }
  return { year, month, end };
}
