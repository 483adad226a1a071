import { describe, expect, it } from 'vitest';
import * as calendar from '../../../shared/expressions/calendar.ts';
import { dateText, timestampText } from '../../../shared/expressions/calendar.ts';

const MILLIS_PER_DAY = 86_400_000;
const FIRST = -719_528;
const LAST = 2_932_896;

describe('the calendar', () => {
  it("agrees with ECMAScript's on every date of years 0000 to 9999", () => {
    let wrong = 0;
    for (let day = FIRST; day <= LAST; day++) {
      const date = new Date(day * MILLIS_PER_DAY);
      const isRight =
        calendar.yearOf(day) === date.getUTCFullYear() &&
        calendar.monthOf(day) === date.getUTCMonth() + 1 &&
        calendar.dayOfMonth(day) === date.getUTCDate() &&
        calendar.dayOfWeek(day) % 7 === date.getUTCDay();
      if (!isRight) wrong++;
    }
    expect(wrong).toBe(0);
  });

  it('ends at its ends', () => {
    expect([dateText(FIRST), dateText(LAST)]).toEqual(['0000-01-01', '9999-12-31']);
    expect([calendar.validDay(FIRST - 1), calendar.validDay(LAST + 1)]).toEqual([NaN, NaN]);
    expect(calendar.addMonths(LAST, 1)).toBeNaN();
  });

  it('counts business days as one who walks from day to day', () => {
    for (let start = 19_782; start < 19_789; start++)
      for (let count = -12; count <= 12; count++)
        expect(calendar.addBusinessDays(start, count), `${dateText(start)} ${count}`).toBe(walk(start, count));
  });

  it('keeps the time of day of instants before 1970', () => {
    expect(timestampText(-1)).toBe('1969-12-31T23:59:59.999999Z');
    expect(timestampText(calendar.addMonthsToMicros(-1, 2))).toBe('1970-02-28T23:59:59.999999Z');
  });
});

function walk(start: number, count: number): number {
  let day = start;
  for (let left = Math.abs(count); left > 0; ) {
    day += Math.sign(count);
    if (calendar.dayOfWeek(day) <= 5) left--;
  }
  return day;
}
