/** Rows come back with int8 and numeric as `number` when safe (schema keeps them below 2^53), timestamps as Date, jsonb parsed. */
export interface Queryable {
  query<Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** One PostgreSQL, served (`pg`) or embedded (PGlite): the same SQL runs on both. Errors: DATABASE_UNAVAILABLE. */
export interface Database extends Queryable {
  readonly engine: 'postgres' | 'pglite';
  /** One transaction, rolled back when `work` throws. */
  transaction<Result>(work: (transaction: Queryable) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}
