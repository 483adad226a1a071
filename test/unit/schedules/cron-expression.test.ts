import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { nextDues, requireCron } from '../../../shared/schedules/cron-expression.ts';

const NEW_YEAR = new Date('2025-01-01T00:00:00Z');

function dues(cron: string, after: string, count: number, time_zone = 'Europe/Berlin'): string[] {
  return nextDues({ cron, time_zone }, new Date(after), count).map((at) => at.toISOString().slice(5, 16));
}

/** The issues of an expression, as `path code bound`. */
function issuesOf(cron: string, time_zone = 'UTC'): string[] {
  try {
    requireCron({ cron, time_zone }, NEW_YEAR);
    return [];
  } catch (thrown) {
    const { code, issues = [] } = thrown as AppError;
    expect([thrown instanceof AppError, code]).toEqual([true, 'INVALID_SCHEDULE']);
    return issues.map(({ path, code, bound }) => [path, code, bound].filter(Boolean).join(' '));
  }
}

describe('a time of day, in a zone whose clocks change', () => {
  it('is due when the clocks have gone forward over it', () => {
    // On 30 March 02:30 does not exist; clocks go from 02:00 to 03:00, 01:00 UTC.
    expect(dues('30 2 * * *', '2025-03-29T12:00:00Z', 3)).toEqual(['03-30T01:00', '03-31T00:30', '04-01T00:30']);
  });

  it('is due once where it comes twice', () => {
    expect(dues('30 2 * * *', '2025-10-25T12:00:00Z', 2)).toEqual(['10-26T00:30', '10-27T01:30']);
  });

  it('is another instant on the other side of the change', () => {
    expect(dues('0 9 * * *', '2025-03-29T00:00:00Z', 2)).toEqual(['03-29T08:00', '03-30T07:00']);
    expect(dues('0 9 * * *', '2025-11-01T00:00:00Z', 2, 'America/New_York')).toEqual(['11-01T13:00', '11-02T14:00']);
  });
});

it('goes on every half an hour through both changes', () => {
  const half = (day: string) => dues('*/30 * * * *', `2025-${day}T00:00:00Z`, 4);
  expect(half('03-30')).toEqual(['03-30T00:30', '03-30T01:00', '03-30T01:30', '03-30T02:00']);
  expect(half('10-26')).toEqual(['10-26T00:30', '10-26T01:00', '10-26T01:30', '10-26T02:00']);
});

it('tells every field that cannot be read, and what it could be', () => {
  expect(issuesOf('0 3 * * MON-FRI')).toEqual([]);
  expect(issuesOf('@daily')).toEqual([]);
  expect(issuesOf('60 24 0 13 8')).toEqual(
    ['0-59', '0-23', '1-31', '1-12', '0-7 or SUN-SAT'].map((bound) => `cron WRONG_FIELD ${bound}`),
  );
  expect(issuesOf('a 3 * * *')).toEqual(['cron WRONG_FIELD 0-59']);
  expect(issuesOf('0 ? * * *')).toEqual(['cron WRONG_FIELD 0-23']);
});

it('refuses seconds, other names, days that never come and unknown zones', () => {
  expect(issuesOf('* * * * * *')).toEqual(['cron WRONG_FIELDS 5']);
  expect(issuesOf('')).toEqual(['cron WRONG_FIELDS 5']);
  expect(issuesOf('@every 5s')).toEqual(['cron UNKNOWN_NAME']);
  expect(issuesOf('0 0 30 2 *')).toEqual(['cron NEVER_DUE']);
  expect(issuesOf('* * * * x', 'Nowhere/Atlantis')).toEqual([
    'cron WRONG_FIELD 0-7 or SUN-SAT',
    'time_zone UNKNOWN_ZONE',
  ]);
  expect(issuesOf('* * * * *', '+02:00')).toEqual(['time_zone UNKNOWN_ZONE']);
});
