import type { Database, Queryable } from '../../shared/database/database.ts';

/** A database that counts what it is asked: statements, BEGIN and COMMIT among them. */
export function countingDatabase(database: Database): Database & { statements: number } {
  const counting = {
    statements: 0,
    engine: database.engine,
    query<Row>(sql: string, parameters?: readonly unknown[]) {
      counting.statements += 1;
      return database.query<Row>(sql, parameters);
    },
    tenantQuery<Row>(tenantId: string, sql: string, parameters?: readonly unknown[]) {
      counting.statements += 1;
      return database.tenantQuery<Row>(tenantId, sql, parameters);
    },
    transaction<Result>(work: (transaction: Queryable) => Promise<Result>, options?: { tenantId?: string }) {
      counting.statements += 2;
      return database.transaction(
        (transaction) =>
          work({
            query<Row>(sql: string, parameters?: readonly unknown[]) {
              counting.statements += 1;
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
