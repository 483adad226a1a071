import type { InboxEvent } from '../../contracts/triggers.ts';
import type { Database } from '../../database/database.ts';
import { queryAsTenant } from '../../database/with-tenant.ts';
import { makeId } from '../../jobs/ids.ts';
import { parseInboxKey } from '../inbox-key.ts';
import type { Arrival, ArrivalFault } from '../inbox-store.ts';

const RECEIVE = `
INSERT INTO inbox_events (tenant_id, id, bucket, object_key, etag, found_by, output_name)
SELECT $1, a.id, a.bucket, a.key, a.etag, $3, a.output_name
FROM json_to_recordset($2) AS a (id text, bucket text, key text, etag text, output_name text)
ON CONFLICT (tenant_id, bucket, object_key, etag) DO NOTHING
RETURNING id`;

const REFUSE = `
INSERT INTO inbox_events (tenant_id, id, bucket, object_key, etag, found_by, state, error, ended_at)
VALUES ($1, $2, $3, $4, $5, 'event', 'failed', $6, now())
ON CONFLICT (tenant_id, bucket, object_key, etag) DO NOTHING`;

/** See InboxStore.receive. */
export async function receiveArrivals(
  database: Database,
  tenantId: string,
  { arrivals, foundBy }: { readonly arrivals: readonly Arrival[]; readonly foundBy: InboxEvent['found_by'] },
): Promise<number> {
  if (arrivals.length === 0) return 0;
  const rows = arrivals.map(({ bucket, key, etag }) => {
    return { id: makeId('evt'), bucket, key, etag, output_name: parseInboxKey(key)?.name ?? null };
  });
  const parameters = [tenantId, JSON.stringify(rows), foundBy];
  return (await queryAsTenant(database, tenantId, { sql: RECEIVE, parameters })).length;
}

/** See InboxStore.refuse. */
export async function refuseArrival(
  database: Database,
  tenantId: string,
  { arrival, fault }: { readonly arrival: Arrival; readonly fault: ArrivalFault },
): Promise<void> {
  const { bucket, key, etag } = arrival;
  const parameters = [tenantId, makeId('evt'), bucket, key, etag, JSON.stringify(fault)];
  await queryAsTenant(database, tenantId, { sql: REFUSE, parameters });
}
