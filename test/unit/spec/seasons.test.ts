import { describe, expect, it } from 'vitest';
import type { AppError } from '../../../shared/errors/app-error.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';

function faults(column: Record<string, unknown>): [string, string][] {
  try {
    normaliseSpec({ schema: { at: column }, num_records: 1 }, { seed: 1 });
    return [];
  } catch (thrown) {
    return ((thrown as AppError).issues ?? []).map(({ path, code }) => [path.replace('schema.at.', ''), code]);
  }
}

describe('seasons', () => {
  it.each<[string, Record<string, unknown>, [string, string][]]>([
    [
      'six weekdays',
      { kind: 'date', seasonality: { day_of_week: [1, 1, 1, 1, 1, 1] } },
      [['seasonality.day_of_week', 'OUT_OF_RANGE']],
    ],
    [
      'hours of a date',
      { kind: 'date', seasonality: { hour_of_day: [] } },
      [['seasonality.hour_of_day', 'UNKNOWN_KEY']],
    ],
    [
      'months of no weight',
      { kind: 'date', seasonality: { month: new Array(12).fill(0) } },
      [['seasonality.month', 'WEIGHTS_SUM']],
    ],
    [
      'a weekend of business days',
      { kind: 'date', min: '2024-06-01', max: '2024-06-02', business_days: true },
      [['max', 'EMPTY_RANGE']],
    ],
    [
      'a night of office hours',
      {
        kind: 'datetime',
        min: '2024-06-03T20:00:00Z',
        max: '2024-06-04T08:00:00Z',
        seasonality: { hour_of_day: Array.from({ length: 24 }, (_, hour) => (hour === 12 ? 1 : 0)) },
      },
      [['max', 'EMPTY_RANGE']],
    ],
    [
      'too many days',
      { kind: 'date', min: '1000-01-01', max: '2000-01-01', business_days: true },
      [['max', 'OUT_OF_RANGE']],
    ],
    ['unique days', { kind: 'date', unique: true, business_days: true }, [['business_days', 'CONFLICT']]],
    ['unique instants', { kind: 'datetime', unique: true, seasonality: {} }, [['seasonality', 'CONFLICT']]],
    [
      'between and min',
      { kind: 'date', between: ['2024-01-01', '2024-01-02'], min: '2024-01-01' },
      [['between', 'CONFLICT']],
    ],
    ['between of one', { kind: 'time', between: ['10:00'] }, [['between', 'WRONG_TYPE']]],
    ['between numbers', { kind: 'integer', between: [1, 2] }, [['between', 'UNKNOWN_KEY']]],
  ])('with a fault are refused where it lies: %s', (_what, column, expected) => {
    expect(faults(column)).toEqual(expected);
  });

  it('may say nothing, or half of it', () => {
    expect(faults({ kind: 'datetime', seasonality: { month: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] } })).toEqual([]);
    expect(faults({ kind: 'time', between: ['10:00', '12:00'] })).toEqual([]);
  });
});
