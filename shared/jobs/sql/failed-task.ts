import type { Job } from '../../contracts/job.ts';
import type { ChunkRange, MergeRange } from '../../contracts/task.ts';
import type { Queryable } from '../../database/database.ts';
import { ERROR_CODES, type ErrorCode } from '../../errors/error-codes.ts';
import type { JobKey } from '../job-store.ts';
import type { StepName } from '../task-slices.ts';

/** Leases a task may lose before it counts as the cause of the deaths. */
export const LOST_LEASES_MAX = 10;

export interface FailedTask {
  readonly step: StepName;
  readonly task_index: number;
  readonly range: ChunkRange | MergeRange;
  readonly lost_leases: number;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

const FIND_FAILED = `
SELECT step, task_index, range, lost_leases, error_code, error_message FROM tasks
WHERE tenant_id = $1 AND job_id = $2 AND state = 'failed' ORDER BY step, task_index LIMIT 1`;

/** The first task of a job that nobody will try again. */
export async function findFailedTask(transaction: Queryable, key: JobKey): Promise<FailedTask | undefined> {
  const [row] = await transaction.query<FailedTask>(FIND_FAILED, [key.tenantId, key.jobId]);
  return row;
}

/** The error of the job: which task, which rows, what happened. */
export function jobErrorOf(task: FailedTask): NonNullable<Job['error']> {
  const name = `${task.step}/${task.task_index}`;
  const code = task.lost_leases >= LOST_LEASES_MAX ? 'TASK_POISONED' : (task.error_code ?? 'INTERNAL');
  const cause =
    task.lost_leases >= LOST_LEASES_MAX
      ? `lost its worker ${task.lost_leases} times: workers die or hang while they run it`
      : (task.error_message ?? 'no message');
  const message = `task ${name} (${describeRange(task.range)}): ${cause}`;
  return { code, message, task: name, retryable: isRetryableCode(code) };
}

function isRetryableCode(code: string): boolean {
  return Object.hasOwn(ERROR_CODES, code) && ERROR_CODES[code as ErrorCode].retryable;
}

function describeRange(range: ChunkRange | MergeRange): string {
  return 'row_start' in range
    ? `table ${range.table}, rows ${range.row_start} to ${range.row_end}`
    : `file "${range.file_name}"`;
}
