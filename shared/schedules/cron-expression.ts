import { Cron } from 'croner';
import { AppError, type Issue } from '../errors/app-error.ts';

/** When something is due: five fields, or a name such as `@daily`, in a time zone. */
export interface CronTimes {
  readonly cron: string;
  readonly time_zone: string;
}

const FIELDS = ['minute', 'hour', 'day of month', 'month', 'day of week'] as const;
const BOUNDS = ['0-59', '0-23', '1-31', '1-12', '0-7 or SUN-SAT'] as const;

/**
 * The first due time after `after`. Where clocks go forward, one time of day that is left out is due when they have gone,
 * and where they go back it is due once; every so many minutes goes on through both. Seconds are 0, so that two due
 * times are at least a minute apart. Undefined when there is none.
 */
export function nextDue(times: CronTimes, after: Date): Date | undefined {
  return compile(times).nextRun(after) ?? undefined;
}

/** The `count` due times after `after`. */
export function nextDues(times: CronTimes, after: Date, count: number): Date[] {
  return compile(times).nextRuns(count, after);
}

/** Throws INVALID_SCHEDULE with an issue for every field that cannot be read, for an unknown time zone, and for no due time at all. */
export function requireCron(times: CronTimes, after: Date): void {
  const issues = [...cronIssues(times.cron), ...zoneIssues(times.time_zone)];
  if (issues.length === 0 && nextDue(times, after) === undefined) {
    const remedy = 'name a day that some month has';
    issues.push({ path: 'cron', code: 'NEVER_DUE', message: 'there is no such day, ever', remedy });
  }
  const [first] = issues;
  if (first !== undefined) throw new AppError('INVALID_SCHEDULE', `${first.path} ${first.message}`, { issues });
}

function compile({ cron, time_zone: timezone }: CronTimes): Cron {
  return new Cron(cron, { paused: true, mode: '5-part', timezone });
}

function cronIssues(cron: string): Issue[] {
  if (cron.startsWith('@')) return isReadable(cron) ? [] : [unknownName(cron)];
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) {
    const message = `must have ${FIELDS.length} fields (${FIELDS.join(', ')}), has ${fields.length}`;
    return [{ path: 'cron', code: 'WRONG_FIELDS', message, bound: FIELDS.length }];
  }
  return fields.flatMap((field, index) => (isReadable(alone(field, index)) ? [] : [wrongField(field, index)]));
}

/** The field among others that are surely right. A question mark would mean the time of reading. */
function alone(field: string, index: number): string {
  return FIELDS.map((_, other) => (other === index ? field.replaceAll('?', 'x') : '*')).join(' ');
}

function isReadable(cron: string): boolean {
  try {
    compile({ cron, time_zone: 'UTC' });
    return true;
  } catch {
    return false;
  }
}

function wrongField(field: string, index: number): Issue {
  const message = `has "${field.slice(0, 40)}" in field ${index + 1} (${FIELDS[index]}), which cannot be read`;
  const remedy = 'write a number, a range (1-5), a list (1,3), * or a step (*/15)';
  return { path: 'cron', code: 'WRONG_FIELD', message, value: field, bound: BOUNDS[index], remedy };
}

function unknownName(cron: string): Issue {
  const remedy = 'use @hourly, @daily, @weekly, @monthly, @yearly or five fields';
  return { path: 'cron', code: 'UNKNOWN_NAME', message: `has the unknown name "${cron.slice(0, 40)}"`, remedy };
}

function zoneIssues(zone: string): Issue[] {
  try {
    if (/^[A-Za-z]/.test(zone)) {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return [];
    }
  } catch {
    // Told below.
  }
  const message = `"${zone.slice(0, 64)}" is not known`;
  return [
    { path: 'time_zone', code: 'UNKNOWN_ZONE', message, value: zone, remedy: 'name one like Europe/Berlin, or UTC' },
  ];
}
