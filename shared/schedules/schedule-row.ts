import type { Schedule, ScheduleRun } from '../contracts/triggers.ts';
import { AppError } from '../errors/app-error.ts';
import { nextDues } from './cron-expression.ts';

/** Columns of `SCHEDULE_COLUMNS`. */
export interface ScheduleRow extends Omit<Schedule, 'next_runs' | 'created_at' | 'updated_at'> {
  readonly next_due_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** Columns of `RUN_COLUMNS`. */
export interface RunRow extends Omit<ScheduleRun, 'due_at'> {
  readonly due_at: Date;
}

/** Of `schedules`. */
export const SCHEDULE_COLUMNS =
  'name, id, cron, time_zone, request, seed_policy, catch_up, retention_days, is_paused, next_due_at, created_at, updated_at';
/** Of `schedule_runs`. */
export const RUN_COLUMNS = 'id, kind, due_at, state, missed, job_id, error';

const RUNS_SHOWN = 5;

export function toSchedule({ next_due_at: next, created_at, updated_at, ...row }: ScheduleRow): Schedule {
  const following = next === null ? [] : [next, ...nextDues(row, next, RUNS_SHOWN - 1)];
  return {
    ...row,
    next_runs: following.map((at) => at.toISOString()),
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  };
}

export function toRun({ due_at, ...row }: RunRow): ScheduleRun {
  return { ...row, due_at: due_at.toISOString() };
}

/** The same error for a schedule that never was, that is gone, and that is another tenant's. */
export function scheduleNotFound(name: string): AppError {
  return new AppError(
    'SCHEDULE_NOT_FOUND',
    `schedule "${name}" does not exist; GET /v1/schedules lists those there are`,
  );
}
