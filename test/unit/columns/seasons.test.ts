import { describe, expect, it } from 'vitest';
import { bindSpec, generatedValues, KERNELS } from '../../support/generated-values.ts';

type Members = Record<string, unknown>;
const ROWS = 4_000;
const MICROS_PER_HOUR = 3_600_000_000;

function values(members: Members, table: Members = {}, kernels = KERNELS.wasm()): unknown[] {
  const schema = [
    { name: 'at', ...members },
    { name: 'other', kind: 'double' },
  ];
  return generatedValues(bindSpec({ schema, num_records: ROWS, ...table }, kernels), 0, ROWS)[0]!;
}
const CORRELATED = {
  correlations: [
    {
      columns: ['at', 'other'],
      matrix: [
        [1, 0.5],
        [0.5, 1],
      ],
    },
  ],
};
/** Monday is 0. */
const weekday = (day: number) => (((day + 3) % 7) + 7) % 7;
const hourOf = (micros: number) => Math.floor(micros / MICROS_PER_HOUR);
const OFFICE = Array.from({ length: 24 }, (_, hour) => (hour >= 9 && hour < 17 ? 1 + (hour % 3) : 0));

describe.each([
  ['alone', {}],
  ['in a correlation', CORRELATED],
])('a date or instant with seasons, %s', (_where, table) => {
  it('falls on business days only, before 1970 too', () => {
    const days = values({ kind: 'date', min: '1960-01-02', max: '1975-03-01', business_days: true }, table).map(Number);
    expect(days.every((day) => weekday(day) < 5)).toBe(true);
    expect(new Set(days.map(weekday)).size).toBe(5);
  });

  it('falls in months and on weekdays with a weight only', () => {
    const seasonality = { month: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2], day_of_week: [0, 0, 1, 0, 0, 0, 0] };
    for (const day of values({ kind: 'date', seasonality }, table)) {
      const date = new Date(Number(day) * 86_400_000);
      expect([1, 11]).toContain(date.getUTCMonth());
      expect(date.getUTCDay()).toBe(3);
    }
  });

  it.each([
    ['us', '2024-02-28T10:30:00.000001Z', '2024-03-04T11:15:00Z', 1n],
    ['ms', '1969-12-30T16:59:00Z', '1970-01-02T09:00:00.5Z', 1_000n],
    ['us', '2024-02-28T10:30:00Z', '2024-02-28T10:30:00.000003Z', 1n],
  ])('stays within its range and hours: %s from %s', (unit, min, max, micros) => {
    const seasonality = { hour_of_day: OFFICE };
    const [low, high] = [min, max].map(
      (text) =>
        BigInt(Math.floor(Date.parse(text) / 1000)) * 1_000_000n +
        BigInt((/\.(\d+)/.exec(text)?.[1] ?? '').padEnd(6, '0')),
    );
    for (const value of values({ kind: 'datetime', unit, min, max, seasonality, business_days: true }, table)) {
      const at = (value as bigint) * micros;
      expect(at >= low! && at < high!, String(at)).toBe(true);
      const hours = hourOf(Number(at));
      expect(OFFICE[((hours % 24) + 24) % 24]).toBeGreaterThan(0);
      expect(weekday(Math.floor(hours / 24))).toBeLessThan(5);
    }
  });

  it('is the same from both kernels and for any first row', () => {
    const members = { kind: 'datetime', seasonality: { hour_of_day: OFFICE }, business_days: true, null_rate: 0.1 };
    const whole = values(members, table);
    expect(values(members, table, KERNELS.twin())).toEqual(whole);
    const schema = [
      { name: 'at', ...members },
      { name: 'other', kind: 'double' },
    ];
    const bound = bindSpec({ schema, num_records: ROWS, ...table });
    for (const start of [1, 1_777]) expect(generatedValues(bound, start, ROWS)[0]).toEqual(whole.slice(start));
  });
});

describe('between', () => {
  it('is another way to write min and max', () => {
    expect(values({ kind: 'datetime', between: ['2020-01-01', '2021-01-01'] })).toEqual(
      values({ kind: 'datetime', min: '2020-01-01', max: '2021-01-01' }),
    );
  });
});
