import type { Schedule, SchedulePageQuery } from '../../contracts/triggers.ts';
import type { Database } from '../../database/database.ts';
import { queryAsTenant } from '../../database/with-tenant.ts';
import { SCHEDULE_COLUMNS, type ScheduleRow, scheduleNotFound, toSchedule } from '../schedule-row.ts';
import type { ScheduleKey } from '../schedule-store.ts';

const READ = `SELECT ${SCHEDULE_COLUMNS} FROM schedules WHERE tenant_id = $1 AND name = $2`;
const LIST = `
SELECT ${SCHEDULE_COLUMNS} FROM schedules WHERE tenant_id = $1 AND ($2::text IS NULL OR name > $2)
ORDER BY name LIMIT $3`;
const DELETE = 'DELETE FROM schedules WHERE tenant_id = $1 AND name = $2 RETURNING name';

/** See ScheduleStore.read. */
export async function readSchedule(database: Database, { tenantId, name }: ScheduleKey): Promise<Schedule> {
  const statement = { sql: READ, parameters: [tenantId, name] };
  const [row] = await queryAsTenant<ScheduleRow>(database, tenantId, statement);
  if (row === undefined) throw scheduleNotFound(name);
  return toSchedule(row);
}

/** See ScheduleStore.list. The cursor is the last name of a page. */
export async function listSchedules(
  database: Database,
  tenantId: string,
  { limit, cursor }: SchedulePageQuery,
): Promise<{ schedules: Schedule[]; nextCursor?: string }> {
  // One more than asked for tells whether there is a next page.
  const parameters = [tenantId, cursor, limit + 1];
  const rows = await queryAsTenant<ScheduleRow>(database, tenantId, { sql: LIST, parameters });
  const schedules = rows.slice(0, limit).map(toSchedule);
  return { schedules, ...(rows.length > limit && { nextCursor: schedules.at(-1)!.name }) };
}

/** See ScheduleStore.delete. Runs go with the row. */
export async function deleteSchedule(database: Database, { tenantId, name }: ScheduleKey): Promise<void> {
  const deleted = await queryAsTenant(database, tenantId, { sql: DELETE, parameters: [tenantId, name] });
  if (deleted.length === 0) throw scheduleNotFound(name);
}
