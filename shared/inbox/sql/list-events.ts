import type { InboxEvent, InboxQuery } from '../../contracts/triggers.ts';
import type { Database } from '../../database/database.ts';
import { queryAsTenant } from '../../database/with-tenant.ts';
import { outboxPrefix } from '../../objects/object-keys.ts';

const LIST = `
SELECT id, bucket, object_key AS key, etag, found_by, output_name, state, job_id, error, received_at, ended_at
FROM inbox_events
WHERE tenant_id = $1 AND ($2::text IS NULL OR id < $2) AND ($3::text IS NULL OR state = $3)
ORDER BY id DESC
LIMIT $4`;

interface EventRow extends Omit<InboxEvent, 'received_at' | 'ended_at' | 'outbox'> {
  readonly output_name: string | null;
  readonly received_at: Date;
  readonly ended_at: Date | null;
}

/** See InboxStore.list. */
export async function listEvents(
  database: Database,
  tenantId: string,
  { state, limit, cursor }: InboxQuery,
): Promise<{ events: InboxEvent[]; nextCursor?: string }> {
  // One more than asked for tells whether there is a next page.
  const parameters = [tenantId, cursor, state, limit + 1];
  const rows = await queryAsTenant<EventRow>(database, tenantId, { sql: LIST, parameters });
  const events = rows.slice(0, limit).map((row) => toEvent(tenantId, row));
  return { events, ...(rows.length > limit && { nextCursor: events.at(-1)!.id }) };
}

function toEvent(tenantId: string, { output_name, received_at, ended_at, ...row }: EventRow): InboxEvent {
  return {
    ...row,
    outbox: output_name === null ? null : outboxPrefix(tenantId, output_name),
    received_at: received_at.toISOString(),
    ended_at: ended_at?.toISOString() ?? null,
  };
}
