export interface Queryable {
  /**
   * One statement, prepared once per connection and text: texts are constants, values go through `parameters`
   * (arrays as PostgreSQL arrays, other objects as JSON). Rows come back with int8 and numeric as `number` (the
   * schema keeps them below 2^53), timestamps as Date, json and jsonb parsed.
   */
  query<Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Several statements without parameters or rows: migrations and maintenance. */
  execute(script: string): Promise<void>;
}

/**
 * One PostgreSQL, served (`pg`) or embedded (PGlite): the same SQL runs on both.
 * Errors: DATABASE_UNAVAILABLE, DATABASE_BUSY, STORAGE_FULL; any other failure of a statement is a bug and keeps its
 * `sqlState`.
 */
export interface Database extends Queryable {
  readonly engine: 'postgres' | 'pglite';
  /**
   * One transaction, rolled back when `work` throws. `work` uses the transaction it is given and nothing else: the
   * embedded engine has one connection, so asking the database itself from inside waits for ever.
   */
  transaction<Result>(work: (transaction: Queryable) => Promise<Result>, options?: TransactionOptions): Promise<Result>;
  /** One statement in a transaction of its own that sees `app.tenant_id`; one round trip where the engine can. */
  tenantQuery<Row = Record<string, unknown>>(
    tenantId: string,
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<Row[]>;
  /**
   * What the background processes of a server do: vacuum, analyze, checkpoint. The embedded engine has none, so
   * whoever writes much calls this now and then; it returns at once when little was written, or on a served database.
   */
  maintain(): Promise<void>;
  /** How this process uses its connections right now. */
  poolUse(): PoolUse;
  close(): Promise<void>;
}

/** Connections of one process. */
export interface PoolUse {
  /** At most so many at once. */
  readonly size: number;
  readonly in_use: number;
  /** Open and free. */
  readonly idle: number;
  /** Callers that wait for one. */
  readonly waiting: number;
}

export interface TransactionOptions {
  /** Set as `app.tenant_id` for the length of the transaction. */
  readonly tenantId?: string;
}
