import type { Job } from '../../contracts/job.ts';
import { queryAsTenant } from '../../database/with-tenant.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { JOB_QUERY, type JobRow, toJob } from '../job-row.ts';
import type { JobFilters } from '../job-store.ts';
import type { StoreContext } from './store-context.ts';

/** An absent filter is null. `strpos` and not LIKE: the name is text, never a pattern. */
const LIST_JOBS = `${JOB_QUERY}
WHERE j.tenant_id = $1
  AND ($2::text[] IS NULL OR j.state = ANY ($2))
  AND ($3::text IS NULL OR strpos(lower(j.name), lower($3)) > 0)
  AND ($4::timestamptz IS NULL OR j.created_at > $4)
  AND ($5::timestamptz IS NULL OR j.created_at < $5)
  AND ($6::timestamptz IS NULL OR (j.created_at, j.id) < ($6, $7))
ORDER BY j.created_at DESC, j.id DESC
LIMIT $8`;

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
  const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor);
  const parameters = [
    tenantId,
    filters.state,
    filters.name,
    filters.createdAfter,
    filters.createdBefore,
    after?.createdAt,
    after?.id,
    // One more than asked for tells whether there is a next page.
    page.limit + 1,
  ];
  const rows = await queryAsTenant<JobRow>(database, tenantId, { sql: LIST_JOBS, parameters });
  const shown = rows.slice(0, page.limit);
  const jobs = shown.map(toJob);
  const last = shown.at(-1);
  if (rows.length <= page.limit || last === undefined) return { jobs };
  return { jobs, nextCursor: encodeCursor({ createdAt: last.created_at, id: last.id }) };
}
