import type { Job } from '../../contracts/job.ts';
import { queryAsTenant } from '../../database/with-tenant.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { JOB_COLUMNS, type JobRow, toJob } from '../job-row.ts';
import type { JobFilters } from '../job-store.ts';
import type { StoreContext } from './store-context.ts';

export interface Page {
  readonly limit: number;
  readonly cursor?: string;
}

/** See JobStore.listJobs. */
export async function listJobs(
  { database }: StoreContext,
  tenantId: string,
  { filters, page }: { filters: JobFilters; page: Page },
): Promise<{ jobs: Job[]; nextCursor?: string }> {
  const rows = await queryAsTenant<JobRow>(database, tenantId, listStatement(tenantId, filters, page));
  const shown = rows.slice(0, page.limit);
  const jobs = shown.map(toJob);
  const last = shown.at(-1);
  if (rows.length <= page.limit || last === undefined) return { jobs };
  return { jobs, nextCursor: encodeCursor({ createdAt: last.created_at, id: last.id }) };
}

const NEWEST_FIRST = 'ORDER BY created_at DESC, id DESC LIMIT $2';

/**
 * Only the conditions that are asked for, so that each becomes the bound of an index: a page costs what it shows, at any
 * depth. States are read side by side, each from its own index range. A name is looked for in every job until the page
 * is full.
 */
function listStatement(tenantId: string, filters: JobFilters, page: Page): { sql: string; parameters: unknown[] } {
  // One more than asked for tells whether there is a next page.
  const parameters: unknown[] = [tenantId, page.limit + 1];
  const place = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = conditionsOf(filters, page, place);
  const pick = (more: readonly string[]): string =>
    `SELECT * FROM jobs WHERE ${['tenant_id = $1', ...more, ...conditions].join(' AND ')} ${NEWEST_FIRST}`;
  const source =
    filters.state === undefined
      ? `(${pick([])})`
      : `(SELECT picked.* FROM unnest(${place([...new Set(filters.state)])}::text[]) AS wanted (state)
          CROSS JOIN LATERAL (${pick(['state = wanted.state'])}) AS picked)`;
  return { sql: `${JOB_COLUMNS} FROM ${source} AS j ORDER BY j.created_at DESC, j.id DESC LIMIT $2`, parameters };
}

/** `strpos` and not LIKE: the name is text, never a pattern. */
function conditionsOf(filters: JobFilters, page: Page, place: (value: unknown) => string): string[] {
  const { name, createdAfter, createdBefore } = filters;
  const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor);
  const conditions: string[] = [];
  if (name !== undefined) conditions.push(`strpos(lower(name), lower(${place(name)})) > 0`);
  if (createdAfter !== undefined) conditions.push(`created_at > ${place(createdAfter)}::timestamptz`);
  if (createdBefore !== undefined) conditions.push(`created_at < ${place(createdBefore)}::timestamptz`);
  if (after !== undefined) {
    conditions.push(`(created_at, id) < (${place(after.createdAt)}::timestamptz, ${place(after.id)})`);
  }
  return conditions;
}
