import type { ScheduleChange } from '../contracts/triggers.ts';
import { type CronTimes, nextDue } from './cron-expression.ts';

/** Due times that are looked for one after the other; a minute is the least between two. */
const STEPS_MAX = 1_000;
const STEP_MS = 60_000;
/** A tick comes every minute or so, and takes a while: up to here a due time was not missed. */
const GRACE_MS = 300_000;
/** Runs of one schedule that are made up for at once. */
export const CATCH_UP_MAX = 100;

/**
 * The due times [first, now], ascending. Where there are more than 1,000, the first 1,000 and those of the last 1,000
 * minutes.
 */
export function dueTimes(times: CronTimes, first: Date, now: Date): Date[] {
  const due = walk(times, first, now);
  const last = due.at(-1);
  if (due.length < STEPS_MAX || last === undefined) return due;
  const resume = nextDue(times, new Date(Math.max(last.getTime(), now.getTime() - STEPS_MAX * STEP_MS)));
  return resume === undefined ? due : [...due, ...walk(times, resume, now)];
}

function walk(times: CronTimes, first: Date, now: Date): Date[] {
  const due: Date[] = [];
  for (let at: Date | undefined = first; at !== undefined && at <= now; at = nextDue(times, at)) {
    due.push(at);
    if (due.length === STEPS_MAX) break;
  }
  return due;
}

/** What is to be done about due times. */
export interface DueRuns {
  readonly runs: readonly Date[];
  /** Passed over before the first of them, or all where none is to run. */
  readonly missed: number;
}

/**
 * Which of `due` (ascending, up to `now`) are run: those of the last five minutes always. Of older ones `skip` runs none,
 * `one` the last one when nothing newer runs, `all` the last ones up to 100 in all.
 */
export function chooseRuns(due: readonly Date[], now: Date, catchUp: ScheduleChange['catch_up']): DueRuns {
  const firstRecent = due.findIndex((at) => at.getTime() >= now.getTime() - GRACE_MS);
  const recent = firstRecent === -1 ? [] : due.slice(firstRecent);
  const wanted = { skip: 0, one: recent.length === 0 ? 1 : 0, all: CATCH_UP_MAX - recent.length }[catchUp];
  const runs = due.slice(Math.max(0, due.length - recent.length - wanted));
  return { runs, missed: due.length - runs.length };
}
