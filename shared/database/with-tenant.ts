import type { Database, Queryable } from './database.ts';

/** What workers and `tick` act as: they serve every tenant. */
export const ALL_TENANTS = '*';

/** One transaction that acts for one tenant: `app.tenant_id` is what row-level security looks at. */
export function withTenant<Result>(
  database: Database,
  tenantId: string,
  work: (transaction: Queryable) => Promise<Result>,
): Promise<Result> {
  return database.transaction(work, { tenantId });
}

/** The same for a single statement: cheaper, because it needs no BEGIN and COMMIT of its own. */
export function queryAsTenant<Row = Record<string, unknown>>(
  database: Database,
  tenantId: string,
  statement: { readonly sql: string; readonly parameters?: readonly unknown[] },
): Promise<Row[]> {
  return database.tenantQuery<Row>(tenantId, statement.sql, statement.parameters);
}
