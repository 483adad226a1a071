import type { Queryable } from './database.ts';

export interface Replication {
  readonly role: 'primary' | 'replica';
  /** Of a replica its own, of a primary that of its slowest replica; null for one without replicas. */
  readonly lag_seconds: number | null;
}

/**
 * A replica that has applied all it received is up to date, however long ago the last change was. A primary tells of
 * its replicas only to members of `pg_monitor`; for others it looks like one without.
 */
const READ_REPLICATION = `
SELECT CASE WHEN pg_is_in_recovery() THEN 'replica' ELSE 'primary' END AS role,
  CASE WHEN NOT pg_is_in_recovery() THEN
      (SELECT max(coalesce(extract(epoch FROM replay_lag), 0)) FROM pg_stat_replication WHERE state IS NOT NULL)
    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
    ELSE greatest(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 0) END AS lag_seconds`;

/** Whether the server is a primary, and how far replicas are behind. */
export async function readReplication(database: Queryable): Promise<Replication> {
  const [row] = await database.query<Replication>(READ_REPLICATION);
  return row!;
}

export interface ServerUse {
  readonly open_connections: number;
  readonly max_connections: number;
  readonly bytes: number;
  readonly long_transactions: number;
  /** 0 when there is none. */
  readonly oldest_transaction_seconds: number;
}

const READ_USE = `
SELECT count(*) AS open_connections, current_setting('max_connections')::integer AS max_connections,
  pg_database_size(current_database()) AS bytes,
  count(*) FILTER (WHERE is_long) AS long_transactions,
  coalesce(max(open_seconds) FILTER (WHERE is_long), 0)::double precision AS oldest_transaction_seconds
FROM (SELECT extract(epoch FROM now() - xact_start) AS open_seconds,
    coalesce(xact_start <= now() - interval '1 minute', false) AS is_long
  FROM pg_stat_activity WHERE backend_type = 'client backend') AS client`;

/** Connections, size and long transactions of the server. */
export async function readServerUse(database: Queryable): Promise<ServerUse> {
  const [row] = await database.query<ServerUse>(READ_USE);
  return row!;
}

export interface TableUse {
  readonly name: string;
  /** With its indexes. */
  readonly bytes: number;
  readonly live_rows: number;
  readonly dead_rows: number;
  readonly vacuumed_at: Date | null;
}

const READ_TABLES = `
SELECT relname AS name, pg_total_relation_size(relid) AS bytes, n_live_tup AS live_rows, n_dead_tup AS dead_rows,
  greatest(last_vacuum, last_autovacuum) AS vacuumed_at
FROM pg_stat_user_tables WHERE schemaname = 'public' ORDER BY bytes DESC, name LIMIT $1`;

/** The largest tables, by the server's own estimates. */
export function readTableUse(database: Queryable, limit: number): Promise<TableUse[]> {
  return database.query<TableUse>(READ_TABLES, [limit]);
}
