import type { SchedulePageQuery, ScheduleRun } from '../../contracts/triggers.ts';
import type { Database } from '../../database/database.ts';
import { ALL_TENANTS, queryAsTenant } from '../../database/with-tenant.ts';
import { makeId } from '../../jobs/ids.ts';
import { RUN_COLUMNS, type RunRow, scheduleNotFound, toRun } from '../schedule-row.ts';
import type { ScheduleKey } from '../schedule-store.ts';

/** Two requests within a millisecond are one. */
const RUN_NOW = `
INSERT INTO schedule_runs (tenant_id, schedule_id, id, kind, due_at)
SELECT tenant_id, id, $3, 'manual', clock_timestamp() FROM schedules WHERE tenant_id = $1 AND name = $2
ON CONFLICT (tenant_id, schedule_id, kind, due_at) DO UPDATE SET attempts = schedule_runs.attempts
RETURNING ${RUN_COLUMNS}`;

const LIST_RUNS = `
SELECT ${RUN_COLUMNS.split(', ')
  .map((column) => `r.${column}`)
  .join(', ')}
FROM schedules s LEFT JOIN schedule_runs r
  ON r.tenant_id = s.tenant_id AND r.schedule_id = s.id AND ($3::text IS NULL OR r.id < $3)
WHERE s.tenant_id = $1 AND s.name = $2
ORDER BY r.id DESC LIMIT $4`;

const SWEEP = `
DELETE FROM schedule_runs WHERE created_at <= now() - $1::float8 * interval '1 day' AND state <> 'pending'`;

/** See ScheduleStore.runNow. */
export async function runNow(database: Database, { tenantId, name }: ScheduleKey): Promise<ScheduleRun> {
  const statement = { sql: RUN_NOW, parameters: [tenantId, name, makeId('run')] };
  const [row] = await queryAsTenant<RunRow>(database, tenantId, statement);
  if (row === undefined) throw scheduleNotFound(name);
  return toRun(row);
}

/** See ScheduleStore.listRuns. The cursor is the last id of a page. */
export async function listRuns(
  database: Database,
  { tenantId, name }: ScheduleKey,
  { limit, cursor }: SchedulePageQuery,
): Promise<{ runs: ScheduleRun[]; nextCursor?: string }> {
  const parameters = [tenantId, name, cursor, limit + 1];
  // A schedule without runs answers one row of nulls, no schedule none.
  const rows = await queryAsTenant<RunRow | { id: null }>(database, tenantId, { sql: LIST_RUNS, parameters });
  if (rows.length === 0) throw scheduleNotFound(name);
  const runs = rows.flatMap((row) => (row.id === null ? [] : [toRun(row)])).slice(0, limit);
  return { runs, ...(rows.length > limit && { nextCursor: runs.at(-1)!.id }) };
}

/** See ScheduleStore.sweepRuns. */
export async function sweepRuns(database: Database, days: number): Promise<void> {
  await queryAsTenant(database, ALL_TENANTS, { sql: SWEEP, parameters: [days] });
}
