import type { Database, Queryable } from '../../shared/database/database.ts';

/** A database that counts what it is asked, also as a served PostgreSQL sees it. */
export interface CountingDatabase extends Database {
  /** What the product asks: statements, BEGIN and COMMIT among them; a tenant's statement is one. */
  statements: number;
  /** What a served PostgreSQL does: BEGIN, the tenant and COMMIT around a tenant's statement too. */
  servedStatements: number;
}

export function countingDatabase(database: Database): CountingDatabase {
  const count = (statements: number, servedStatements = statements) => {
    counting.statements += statements;
    counting.servedStatements += servedStatements;
  };
  const counting: CountingDatabase = {
    statements: 0,
    servedStatements: 0,
    engine: database.engine,
    query<Row>(sql: string, parameters?: readonly unknown[]) {
      count(1);
      return database.query<Row>(sql, parameters);
    },
    tenantQuery<Row>(tenantId: string, sql: string, parameters?: readonly unknown[]) {
      count(1, 4);
      return database.tenantQuery<Row>(tenantId, sql, parameters);
    },
    transaction<Result>(work: (transaction: Queryable) => Promise<Result>, options?: { tenantId?: string }) {
      count(2, options?.tenantId === undefined ? 2 : 3);
      return database.transaction(
        (transaction) =>
          work({
            query<Row>(sql: string, parameters?: readonly unknown[]) {
              count(1);
              return transaction.query<Row>(sql, parameters);
            },
            execute: (script) => transaction.execute(script),
          }),
        options,
      );
    },
    execute: (script: string) => database.execute(script),
    maintain: () => database.maintain(),
    poolUse: () => database.poolUse(),
    close: () => database.close(),
  };
  return counting;
}
