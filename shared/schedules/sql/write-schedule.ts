import type { Schedule, ScheduleChange, ScheduleCreation } from '../../contracts/triggers.ts';
import type { Database, Queryable } from '../../database/database.ts';
import { withTenant } from '../../database/with-tenant.ts';
import { AppError } from '../../errors/app-error.ts';
import { makeId } from '../../jobs/ids.ts';
import { nextDue, requireCron } from '../cron-expression.ts';
import { SCHEDULE_COLUMNS, type ScheduleRow, scheduleNotFound, toSchedule } from '../schedule-row.ts';
import type { ScheduleKey } from '../schedule-store.ts';

const READ_NOW = 'SELECT now() AS now';

const INSERT = `
INSERT INTO schedules (tenant_id, name, cron, time_zone, request, seed_policy, catch_up, retention_days, next_due_at, id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (tenant_id, name) DO NOTHING
RETURNING ${SCHEDULE_COLUMNS}`;

const REPLACE = `
UPDATE schedules SET cron = $3, time_zone = $4, request = $5, seed_policy = $6, catch_up = $7, retention_days = $8,
  next_due_at = CASE WHEN is_paused THEN NULL ELSE $9::timestamptz END, updated_at = now()
WHERE tenant_id = $1 AND name = $2
RETURNING ${SCHEDULE_COLUMNS}`;

const LOCK = `SELECT ${SCHEDULE_COLUMNS} FROM schedules WHERE tenant_id = $1 AND name = $2 FOR UPDATE`;

const PAUSE = `
UPDATE schedules SET is_paused = $3, next_due_at = $4, updated_at = now() WHERE tenant_id = $1 AND name = $2
RETURNING ${SCHEDULE_COLUMNS}`;

/** See ScheduleStore.create. */
export function createSchedule(
  database: Database,
  tenantId: string,
  { name, ...definition }: ScheduleCreation,
): Promise<Schedule> {
  return withTenant(database, tenantId, async (transaction) => {
    const values = [...(await definedAs(transaction, { tenantId, name }, definition)), makeId('sch')];
    const [row] = await transaction.query<ScheduleRow>(INSERT, values);
    if (row !== undefined) return toSchedule(row);
    const remedy = `PUT /v1/schedules/${name} changes it, or choose another name`;
    throw new AppError('SCHEDULE_EXISTS', `schedule "${name}" exists already; ${remedy}`);
  });
}

/** See ScheduleStore.replace. */
export function replaceSchedule(database: Database, key: ScheduleKey, change: ScheduleChange): Promise<Schedule> {
  return withTenant(database, key.tenantId, async (transaction) => {
    const [row] = await transaction.query<ScheduleRow>(REPLACE, await definedAs(transaction, key, change));
    if (row === undefined) throw scheduleNotFound(key.name);
    return toSchedule(row);
  });
}

/** See ScheduleStore.setPaused. */
export function pauseSchedule(database: Database, key: ScheduleKey, isPaused: boolean): Promise<Schedule> {
  const { tenantId, name } = key;
  return withTenant(database, tenantId, async (transaction) => {
    const [found] = await transaction.query<ScheduleRow>(LOCK, [tenantId, name]);
    if (found === undefined) throw scheduleNotFound(name);
    if (found.is_paused === isPaused) return toSchedule(found);
    const next = isPaused ? null : nextDue(found, await readNow(transaction));
    const [row] = await transaction.query<ScheduleRow>(PAUSE, [tenantId, name, isPaused, next]);
    return toSchedule(row!);
  });
}

async function readNow(transaction: Queryable): Promise<Date> {
  const [row] = await transaction.query<{ now: Date }>(READ_NOW);
  return row!.now;
}

/** The parameters $1 to $9 of a definition. */
async function definedAs(
  transaction: Queryable,
  { tenantId, name }: ScheduleKey,
  { cron, time_zone, request, seed_policy, catch_up, retention_days }: ScheduleChange,
): Promise<unknown[]> {
  const now = await readNow(transaction);
  requireCron({ cron, time_zone }, now);
  const next = nextDue({ cron, time_zone }, now);
  return [tenantId, name, cron, time_zone, JSON.stringify(request), seed_policy, catch_up, retention_days, next];
}
