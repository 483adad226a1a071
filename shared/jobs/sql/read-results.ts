import type { DatasetFile } from '../../contracts/dataset-manifest.ts';
import type { PartManifest } from '../../contracts/part-manifest.ts';
import type { MergeRange } from '../../contracts/task.ts';
import { queryAsTenant, withTenant } from '../../database/with-tenant.ts';
import type { JobKey } from '../job-store.ts';
import { firstChunkTask } from '../task-slices.ts';
import { readJob } from './read-job.ts';
import { readPlan } from './read-plan.ts';
import type { StoreContext } from './store-context.ts';

const READ_RESULTS = `
SELECT range, result FROM tasks
WHERE tenant_id = $1 AND job_id = $2 AND step = $3 AND state = 'succeeded' AND task_index >= $4 AND task_index < $5
ORDER BY task_index`;

export interface ChunkSlice {
  readonly table: number;
  readonly chunk_start: number;
  readonly chunk_end: number;
}

/** See JobStore.readParts. */
export async function readParts(context: StoreContext, key: JobKey, chunks: ChunkSlice): Promise<PartManifest[]> {
  const first = chunks.table === 0 ? 0 : await firstTaskOf(context, key, chunks.table);
  const rows = await queryAsTenant<{ result: PartManifest }>(context.database, key.tenantId, {
    sql: READ_RESULTS,
    parameters: [key.tenantId, key.jobId, 'chunk', first + chunks.chunk_start, first + chunks.chunk_end],
  });
  return rows.map((row) => row.result);
}

async function firstTaskOf(context: StoreContext, key: JobKey, table: number): Promise<number> {
  const { plan_hash: planHash } = await withTenant(context.database, key.tenantId, (transaction) =>
    readJob(transaction, key),
  );
  return firstChunkTask(await readPlan(context, { tenantId: key.tenantId, planHash }), table);
}

/** Above any task index: `readFiles` wants them all. */
const ALL_FILES_END = 2 ** 31 - 1;

/** See JobStore.readFiles. */
export async function readFiles(
  { database }: StoreContext,
  { tenantId, jobId }: JobKey,
): Promise<{ table: number; file: DatasetFile }[]> {
  const rows = await queryAsTenant<{ range: MergeRange; result: DatasetFile }>(database, tenantId, {
    sql: READ_RESULTS,
    parameters: [tenantId, jobId, 'merge', 0, ALL_FILES_END],
  });
  return rows.map((row) => ({ table: row.range.table, file: row.result }));
}
