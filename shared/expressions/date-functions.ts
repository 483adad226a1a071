import * as calendar from './calendar.ts';
import { castOperation } from './convert-operation.ts';
import { dateDifference, truncateDay, truncateMicros } from './date-units.ts';
import type { FunctionForm, FunctionRule } from './function-table.ts';
import type { ScalarFunction, ValueType } from './operation.ts';

const MICROS_PER_HOUR = 3_600 * calendar.MICROS_PER_SECOND;
const MICROS_PER_MINUTE = 60 * calendar.MICROS_PER_SECOND;

/** Dates, times, timestamps and intervals. */
export const DATE_FUNCTIONS: Readonly<Record<string, FunctionRule>> = {
  days: [form(['number'], 'days', Math.trunc)],
  weeks: [form(['number'], 'days', (count: number) => Math.trunc(count) * 7)],
  months: [form(['number'], 'months', Math.trunc)],
  years: [form(['number'], 'months', (count: number) => Math.trunc(count) * 12)],
  hours: [form(['number'], 'duration', (count: number) => Math.trunc(count * MICROS_PER_HOUR))],
  minutes: [form(['number'], 'duration', (count: number) => Math.trunc(count * MICROS_PER_MINUTE))],
  seconds: [form(['number'], 'duration', (count: number) => Math.trunc(count * calendar.MICROS_PER_SECOND))],
  year: ofDay(calendar.yearOf),
  quarter: ofDay((day) => Math.ceil(calendar.monthOf(day) / 3)),
  month: ofDay(calendar.monthOf),
  day: ofDay(calendar.dayOfMonth),
  /** Monday 1 to Sunday 7. */
  day_of_week: ofDay(calendar.dayOfWeek),
  day_of_year: ofDay(calendar.dayOfYear),
  hour: ofTime((time) => Math.floor(time / MICROS_PER_HOUR)),
  minute: ofTime((time) => Math.floor(time / MICROS_PER_MINUTE) % 60),
  /** With its fraction. */
  second: ofTime((time) => (time % MICROS_PER_MINUTE) / calendar.MICROS_PER_SECOND),
  add_days: [
    form(['date', 'number'], 'date', calendar.addDays),
    form(['timestamp', 'number'], 'timestamp', (micros: number, count: number) =>
      calendar.addMicros(micros, Math.trunc(count) * calendar.MICROS_PER_DAY),
    ),
  ],
  add_months: [
    form(['date', 'number'], 'date', calendar.addMonths),
    form(['timestamp', 'number'], 'timestamp', calendar.addMonthsToMicros),
  ],
  add_business_days: [
    form(['date', 'number'], 'date', calendar.addBusinessDays),
    form(['timestamp', 'number'], 'timestamp', (micros: number, count: number) =>
      onDay(micros, (day) => calendar.addBusinessDays(day, count)),
    ),
  ],
  make_date: [form(['number', 'number', 'number'], 'date', calendar.dayOfCivil)],
  to_date: [form(['date'], 'date', same), castOf('timestamp', 'date'), castOf('text', 'date')],
  to_timestamp: [
    form(['timestamp'], 'timestamp', same),
    castOf('text', 'timestamp'),
    form(['number'], 'timestamp', (seconds: number) =>
      calendar.validMicros(Math.round(seconds * calendar.MICROS_PER_SECOND)),
    ),
  ],
  date_trunc: {
    units: {
      ...unitForms(['year', 'quarter', 'month', 'week', 'day'], (unit) => [
        form(['date'], 'date', (day: number) => truncateDay(unit, day)),
        form(['timestamp'], 'timestamp', (micros: number) => onMidnight(micros, (day) => truncateDay(unit, day))),
      ]),
      ...unitForms(['hour', 'minute', 'second'], (unit) => [
        form(['timestamp'], 'timestamp', (micros: number) => truncateMicros(unit, micros)),
      ]),
    },
  },
  date_diff: {
    units: {
      ...unitForms(['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second'], (unit) => [
        form(['timestamp', 'timestamp'], 'number', dateDifference(unit)),
      ]),
    },
  },
};

function form(parameters: readonly ValueType[], type: ValueType, apply: ScalarFunction): FunctionForm {
  return { parameters, type, apply };
}

function ofDay(apply: (day: number) => number): FunctionForm[] {
  return [
    form(['date'], 'number', apply),
    form(['timestamp'], 'number', (micros: number) => apply(calendar.dayOfMicros(micros))),
  ];
}

function ofTime(apply: (time: number) => number): FunctionForm[] {
  return [
    form(['time'], 'number', apply),
    form(['timestamp'], 'number', (micros: number) => apply(calendar.timeOfMicros(micros))),
  ];
}

/** The instant moved to another day, at the same time. */
function onDay(micros: number, move: (day: number) => number): number {
  return onMidnight(micros, move) + calendar.timeOfMicros(micros);
}

function onMidnight(micros: number, move: (day: number) => number): number {
  return move(calendar.dayOfMicros(micros)) * calendar.MICROS_PER_DAY;
}

function same(value: number): number {
  return value;
}

/** What `cast` does, under a name of its own. */
function castOf(from: 'text' | 'timestamp', to: 'date' | 'timestamp'): FunctionForm {
  const cast = castOperation({ kind: 'column', type: from, name: '' }, to);
  if (cast?.kind !== 'call') throw new Error(`invariant broken: no cast from ${from} to ${to}`);
  return form([from], to, cast.apply);
}

function unitForms<Unit extends string>(
  units: readonly Unit[],
  forms: (unit: Unit) => readonly FunctionForm[],
): Record<string, readonly FunctionForm[]> {
  return Object.fromEntries(units.map((unit) => [unit, forms(unit)]));
}
