import type { Database } from '../database/database.ts';
import type { ScheduleStore } from './schedule-store.ts';
import { claimRun, postponeRun, settleRun } from './sql/claim-run.ts';
import { deleteSchedule, listSchedules, readSchedule } from './sql/read-schedules.ts';
import { listRuns, runNow, sweepRuns } from './sql/runs.ts';
import { takeDue } from './sql/take-due.ts';
import { createSchedule, pauseSchedule, replaceSchedule } from './sql/write-schedule.ts';

/** Schedules in a migrated database. */
export function createScheduleStore(database: Database): ScheduleStore {
  return {
    create: (tenantId, schedule) => createSchedule(database, tenantId, schedule),
    replace: (key, change) => replaceSchedule(database, key, change),
    read: (key) => readSchedule(database, key),
    list: (tenantId, page) => listSchedules(database, tenantId, page),
    delete: (key) => deleteSchedule(database, key),
    setPaused: (key, isPaused) => pauseSchedule(database, key, isPaused),
    runNow: (key) => runNow(database, key),
    listRuns: (key, page) => listRuns(database, key, page),
    takeDue: (limit) => takeDue(database, limit),
    claimRun: () => claimRun(database),
    settleRun: (run, outcome) => settleRun(database, run, outcome),
    postponeRun: (run, seconds) => postponeRun(database, run, seconds),
    sweepRuns: (days) => sweepRuns(database, days),
  };
}
