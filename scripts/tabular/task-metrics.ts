import { AppError } from '../../shared/errors/app-error.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import type { Metrics } from '../../shared/telemetry/metrics.ts';
import type { TaskReport } from '../../shared/workers/task-source.ts';

/** Metrics and log lines of tasks that ended in this process. */
export function createTaskObserver(metrics: Metrics, log: Log): (report: TaskReport) => void {
  return (report) => {
    const { task, ending, seconds, error } = report;
    metrics.record('tabular_task_attempts_total', { step: task.step, status: ending }, 1);
    if (ending === 'dropped') metrics.record('tabular_lease_expiries_total', {}, 1);
    if (ending === 'completed') recordCompleted(metrics, report);
    if (ending !== 'failed') return;
    const { code, message } = AppError.from(error);
    metrics.record('tabular_errors_total', { error_type: code, component: task.step }, 1);
    log.warn('task_failed', {
      job_id: task.job_id,
      step: task.step,
      task_index: task.task_index,
      seconds,
      code,
      message,
    });
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
