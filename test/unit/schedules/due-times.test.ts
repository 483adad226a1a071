import { describe, expect, it } from 'vitest';
import { chooseRuns, dueTimes } from '../../../shared/schedules/due-times.ts';

const NOW = new Date('2025-06-15T12:00:30Z');
const minutesAgo = (minutes: number) => new Date(Date.UTC(2025, 5, 15, 12, 0) - minutes * 60_000);
const minutely = (minutes: number) => Array.from({ length: minutes }, (_, index) => minutesAgo(minutes - 1 - index));

describe('due times', () => {
  it('are those from the first one to now', () => {
    const cron = { cron: '0 3 * * *', time_zone: 'UTC' };
    const due = dueTimes(cron, new Date('2025-06-12T03:00:00Z'), NOW);
    expect(due.map((at) => at.toISOString().slice(0, 13))).toEqual(
      ['12', '13', '14', '15'].map((day) => `2025-06-${day}T03`),
    );
  });

  it('are bounded after years of minutes, and hold the last ones', () => {
    const due = dueTimes({ cron: '* * * * *', time_zone: 'UTC' }, new Date('2020-01-01T00:00:00Z'), NOW);
    expect([due.length, due.at(-1)]).toEqual([2_000, minutesAgo(0)]);
    expect(due).toEqual(due.toSorted((a, b) => a.getTime() - b.getTime()));
  });

  it('hold the last one of a dense and rare expression, too', () => {
    const rare = { cron: '* 0 1 1 *', time_zone: 'UTC' };
    expect(dueTimes(rare, new Date('2020-01-01T00:00:00Z'), NOW).at(-1)).toEqual(new Date('2025-01-01T00:59:00Z'));
  });
});

describe('what is made up for', () => {
  it('is never a due time of the last five minutes: those are run', () => {
    for (const policy of ['skip', 'one', 'all'] as const)
      expect(chooseRuns(minutely(4), NOW, policy)).toEqual({ runs: minutely(4), missed: 0 });
  });

  it('is nothing, one or all of those before', () => {
    const old = [minutesAgo(300), minutesAgo(200), minutesAgo(100)];
    expect(chooseRuns(old, NOW, 'skip')).toEqual({ runs: [], missed: 3 });
    expect(chooseRuns(old, NOW, 'one')).toEqual({ runs: [minutesAgo(100)], missed: 2 });
    expect(chooseRuns(old, NOW, 'all')).toEqual({ runs: old, missed: 0 });
  });

  it('is no old one beside a recent one, unless all are wanted', () => {
    const due = [minutesAgo(100), minutesAgo(1)];
    expect(chooseRuns(due, NOW, 'one')).toEqual({ runs: [minutesAgo(1)], missed: 1 });
    expect(chooseRuns(due, NOW, 'all')).toEqual({ runs: due, missed: 0 });
  });

  it('are the last hundred at most', () => {
    expect(chooseRuns(minutely(500), NOW, 'all')).toEqual({ runs: minutely(100), missed: 400 });
  });
});
