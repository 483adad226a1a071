import type { Database, Queryable } from '../../database/database.ts';
import { ALL_TENANTS, withTenant } from '../../database/with-tenant.ts';
import { makeId } from '../../jobs/ids.ts';
import { nextDue } from '../cron-expression.ts';
import { chooseRuns, dueTimes } from '../due-times.ts';
import type { ScheduleRow } from '../schedule-row.ts';

type DueSchedule = Pick<ScheduleRow, 'id' | 'cron' | 'time_zone' | 'catch_up'> & {
  readonly tenant_id: string;
  readonly next_due_at: Date;
  readonly now: Date;
};

/** Whoever locks it takes its due times; others pass it by. */
const LOCK_DUE = `
SELECT tenant_id, id, cron, time_zone, catch_up, next_due_at, now() AS now FROM schedules
WHERE next_due_at <= now() ORDER BY next_due_at LIMIT 1 FOR UPDATE SKIP LOCKED`;

/** Even if a due time came twice, it would have one run. */
const INSERT_RUNS = `
INSERT INTO schedule_runs (tenant_id, schedule_id, id, kind, due_at, state, missed, ended_at)
SELECT $1, $2, r.id, 'due', r.due_at, r.state, r.missed, CASE WHEN r.state = 'skipped' THEN now() END
FROM json_to_recordset($3) AS r (id text, due_at timestamptz, state text, missed integer)
ON CONFLICT (tenant_id, schedule_id, kind, due_at) DO NOTHING
RETURNING id`;

/** A cron expression without a further due time is done. */
const MOVE_ON = `
UPDATE schedules SET next_due_at = $3::timestamptz, is_paused = $3::timestamptz IS NULL
WHERE tenant_id = $1 AND id = $2`;

/** See ScheduleStore.takeDue. */
export async function takeDue(database: Database, limit: number): Promise<number> {
  let runs = 0;
  for (let schedules = 0; schedules < limit; schedules++) {
    const taken = await withTenant(database, ALL_TENANTS, takeOne);
    if (taken === undefined) break;
    runs += taken;
  }
  return runs;
}

async function takeOne(transaction: Queryable): Promise<number | undefined> {
  const [schedule] = await transaction.query<DueSchedule>(LOCK_DUE);
  if (schedule === undefined) return undefined;
  const { tenant_id, id, next_due_at, now, catch_up } = schedule;
  const rows = runRows(dueTimes(schedule, next_due_at, now), now, catch_up);
  await transaction.query(INSERT_RUNS, [tenant_id, id, JSON.stringify(rows)]);
  await transaction.query(MOVE_ON, [tenant_id, id, nextDue(schedule, now)]);
  return rows.filter(({ state }) => state === 'pending').length;
}

function runRows(due: readonly Date[], now: Date, catchUp: DueSchedule['catch_up']) {
  const { runs, missed } = chooseRuns(due, now, catchUp);
  const last = due.at(-1)!;
  if (runs.length === 0) return [{ ...newRun(last), state: 'skipped', missed: missed - 1 }];
  return runs.map((at, index) => ({ ...newRun(at), state: 'pending', missed: index === 0 ? missed : 0 }));
}

/** Ids sort by the due time: they are what pages of the history go by. */
function newRun(at: Date) {
  return { id: makeId('run', at.getTime()), due_at: at.toISOString() };
}
