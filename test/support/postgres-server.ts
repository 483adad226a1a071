import { engineSkipReason, startPostgres } from './engines.ts';

/** Why no PostgreSQL 18 can be started here, or undefined. */
export const POSTGRES_SKIP_REASON = engineSkipReason('postgres');

export interface PostgresServer {
  /** Connection URL of a database on it. */
  urlOf(database: string): string;
  /** Stops it at once and deletes its data. */
  close(): Promise<void>;
}

/** A PostgreSQL 18 of our own on a free port of the loopback address, in a temporary folder. */
export function startPostgresServer(): Promise<PostgresServer> {
  return startPostgres();
}
