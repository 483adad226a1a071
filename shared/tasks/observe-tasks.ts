import { AppError } from '../errors/app-error.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { TaskReport } from '../workers/task-source.ts';

/** Metrics and log lines of tasks that ended in this process. */
export function createTaskObserver(metrics: Metrics, log: Log): (report: TaskReport) => void {
  return (report) => {
    const { task, ending, seconds, error } = report;
    const { job_id, step, task_index, attempts } = task;
    const fields = { job_id, step, task_index, attempts, seconds: Math.round(seconds * 1_000) / 1_000 };
    metrics.record('tabular_task_attempts_total', { step, status: ending }, 1);
    if (ending === 'completed') {
      recordCompleted(metrics, report);
      log.debug('task_finished', fields);
    } else if (ending === 'dropped') {
      // Whoever took the lease back has counted it.
      log.warn('lease_lost', fields);
    } else if (ending === 'failed') {
      const { code, message } = AppError.from(error);
      metrics.record('tabular_errors_total', { error_type: code, component: step }, 1);
      log.warn('task_failed', { ...fields, code, message });
    }
  };
}

function recordCompleted(metrics: Metrics, { task, seconds, result }: TaskReport): void {
  if (task.step === 'merge') {
    metrics.record('tabular_merge_duration_seconds', {}, seconds);
    return;
  }
  metrics.record('tabular_chunk_duration_seconds', {}, seconds);
  metrics.record('tabular_records_generated_total', {}, task.range.row_end - task.range.row_start);
  const { bytes, key } = result as { bytes: number; key: string };
  metrics.record('tabular_bytes_generated_total', { format: key.slice(key.lastIndexOf('.') + 1) }, bytes);
}

/** What a loop of workers could not do and tries again: mostly, a database that does not answer. */
export function createFailureObserver(metrics: Metrics, log: Log): (error: unknown) => void {
  return (thrown) => {
    const { code, message, cause } = AppError.from(thrown);
    metrics.record('tabular_errors_total', { error_type: code, component: 'workers' }, 1);
    log.error('worker_failed', { code, message, cause: cause instanceof Error ? cause.message : undefined });
  };
}
