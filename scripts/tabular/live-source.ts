import { AppError } from '../../shared/errors/app-error.ts';
import { readPostgresCatalogue } from '../../shared/imports/postgres-catalogue.ts';
import type { SourceSchema } from '../../shared/proposals/source-schema.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 60_000;

/** Whether a source is the address of a database. */
export function isDatabaseUrl(source: string): boolean {
  return /^postgres(ql)?:\/\//.test(source);
}

/**
 * The tables of one schema of a live PostgreSQL, in a transaction that cannot write. Throws DATABASE_UNAVAILABLE; the
 * address, which may hold a password, is never shown.
 */
export async function readLiveSource(
  url: string,
  options: { readonly schema?: string; readonly withRowCounts: boolean },
): Promise<SourceSchema> {
  if (!URL.canParse(url))
    throw new AppError('INVALID_REQUEST', 'the address is no URL: write postgres://user@host:5432/database');
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'tabular',
  });
  await client.connect().catch((cause: Error) => {
    throw new AppError('DATABASE_UNAVAILABLE', `the database cannot be reached: ${cause.message}`, { cause });
  });
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    return await readPostgresCatalogue(
      async (sql, parameters) => (await client.query(sql, [...parameters])).rows,
      options,
    );
  } finally {
    await client.end();
  }
}
