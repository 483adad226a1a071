import type { Database } from '../database/database.ts';
import type { InboxStore } from './inbox-store.ts';
import { claimArrivals } from './sql/claim-arrivals.ts';
import { moveCursor, readCursor } from './sql/list-cursor.ts';
import { listEvents } from './sql/list-events.ts';
import { receiveArrivals, refuseArrival } from './sql/receive-arrivals.ts';
import { settleClaims } from './sql/settle-claims.ts';
import { listEnded, settleEnded } from './sql/sweep-events.ts';

/** The inbox in a migrated database. */
export function createInboxStore(database: Database): InboxStore {
  return {
    ...settleClaims(database),
    receive: (tenantId, arrivals, foundBy) => receiveArrivals(database, tenantId, { arrivals, foundBy }),
    refuse: (tenantId, arrival, fault) => refuseArrival(database, tenantId, { arrival, fault }),
    list: (tenantId, query) => listEvents(database, tenantId, query),
    claim: (limit) => claimArrivals(database, limit),
    readCursor: (tenantId, bucket) => readCursor(database, tenantId, bucket),
    moveCursor: (tenantId, bucket, afterKey) => moveCursor(database, tenantId, { bucket, afterKey }),
    listEnded: (days, limit) => listEnded(database, days, limit),
    settleEnded: (tenantId, arrivals) => settleEnded(database, tenantId, arrivals),
  };
}
