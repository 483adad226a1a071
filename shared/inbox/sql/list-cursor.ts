import type { Database } from '../../database/database.ts';
import { queryAsTenant } from '../../database/with-tenant.ts';

const READ = 'SELECT after_key FROM inbox_cursors WHERE tenant_id = $1 AND bucket = $2';
const MOVE = `
INSERT INTO inbox_cursors (tenant_id, bucket, after_key) VALUES ($1, $2, $3)
ON CONFLICT (tenant_id, bucket) DO UPDATE SET after_key = excluded.after_key`;

/** See InboxStore.readCursor. */
export async function readCursor(database: Database, tenantId: string, bucket: string): Promise<string> {
  const parameters = [tenantId, bucket];
  const [row] = await queryAsTenant<{ after_key: string }>(database, tenantId, { sql: READ, parameters });
  return row?.after_key ?? '';
}

/** See InboxStore.moveCursor. */
export async function moveCursor(
  database: Database,
  tenantId: string,
  { bucket, afterKey }: { readonly bucket: string; readonly afterKey: string },
): Promise<void> {
  await queryAsTenant(database, tenantId, { sql: MOVE, parameters: [tenantId, bucket, afterKey] });
}
