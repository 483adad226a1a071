import { describe, it } from 'vitest';
import { bindSpec } from '../support/generated-values.ts';
import { pageNumbers } from '../support/page-numbers.ts';
import { chiSquare, chiSquareEven } from './chi-square.ts';
import { expectChance } from './pages.ts';

const ROWS = 1_000_000;
const HOUR = 3_600_000;
const SEASONALITY = {
  hour_of_day: Array.from({ length: 24 }, (_, hour) => (hour < 6 ? 0 : hour)),
  day_of_week: [5, 4, 3, 2, 1, 0, 9],
  month: [3, 1, 0, 2, 2, 2, 2, 2, 2, 2, 2, 7],
};

/** Milliseconds since 1970 of a column of instants, one by one. */
function instants(members: Record<string, unknown>, table: Record<string, unknown>, use: (at: number) => void): void {
  const schema = [
    { name: 'at', kind: 'datetime', unit: 'ms', ...members },
    { name: 'other', kind: 'double' },
  ];
  const bound = bindSpec({ schema, num_records: ROWS, ...table }, undefined, 11);
  for (let row = 0; row < ROWS; row += bound.program.pageRows) {
    const rowCount = Math.min(bound.program.pageRows, ROWS - row);
    const [vector] = bound.emitPage({ rowStart: row, rowCount });
    for (const at of pageNumbers(bound, 0, vector!, rowCount)) use(at);
  }
}

/** The weight of the hour that begins at `start`, by the calendar of ECMAScript. */
function weightOf(start: number): number {
  const date = new Date(start);
  const { hour_of_day, day_of_week, month } = SEASONALITY;
  return hour_of_day[date.getUTCHours()]! * day_of_week[(date.getUTCDay() + 6) % 7]! * month[date.getUTCMonth()]!;
}

const CORRELATED = {
  correlations: [
    {
      columns: ['other', 'at'],
      matrix: [
        [1, 0.7],
        [0.7, 1],
      ],
    },
  ],
};

describe.each([
  ['alone', {}],
  ['in a correlation', CORRELATED],
])('instants with seasons, %s', (_where, table) => {
  it('come in every hour as often as the product of its weights says, with parts of hours at both ends', () => {
    const [min, max] = ['2023-12-20T10:15:00Z', '2024-01-25T17:45:00Z'].map((text) => Date.parse(text)) as [
      number,
      number,
    ];
    const first = Math.floor(min / HOUR);
    const weights = Array.from({ length: Math.ceil(max / HOUR) - first }, (_, i) => {
      const start = (first + i) * HOUR;
      return weightOf(start) * (Math.min(start + HOUR, max) - Math.max(start, min));
    });
    const counts = new Float64Array(weights.length);
    const bounds = { min: new Date(min).toISOString(), max: new Date(max).toISOString() };
    instants({ ...bounds, seasonality: SEASONALITY }, table, (at) => counts[Math.floor(at / HOUR) - first]!++);
    expectChance(chiSquare(counts, weights));
  });

  it('are even within their hours', () => {
    const minutes = new Float64Array(60);
    instants(
      { seasonality: SEASONALITY, business_days: true },
      table,
      (at) => minutes[Math.floor((at % HOUR) / 60_000)]!++,
    );
    expectChance(chiSquareEven(minutes));
  });
});
