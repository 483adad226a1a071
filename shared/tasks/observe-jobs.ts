import type { Job } from '../contracts/job.ts';
import type { JobObserver } from '../jobs/job-store.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** Metrics and log lines of jobs that end, and of leases that are taken back, through this process. */
export function createJobObserver(metrics: Metrics, log: Log): JobObserver {
  return {
    jobEnded: (job) => noteEnd(job, metrics, log),
    leasesExpired(count) {
      metrics.record('tabular_lease_expiries_total', {}, count);
      log.warn('leases_expired', { leases: count });
    },
  };
}

function noteEnd(job: Job, metrics: Metrics, log: Log): void {
  const { id: job_id, generator_type, state, num_records, error } = job;
  const seconds = (Date.parse(job.ended_at!) - Date.parse(job.started_at ?? job.created_at)) / 1_000;
  metrics.record('tabular_generations_total', { generator_type, status: state }, 1);
  // How long a job took that somebody stopped says nothing.
  if (state === 'succeeded') {
    const data_size = num_records <= 50_000 ? 'small' : num_records <= 1_000_000 ? 'medium' : 'large';
    metrics.record('tabular_generation_duration_seconds', { generator_type, data_size }, seconds);
  }
  if (state !== 'failed') log.info('job_ended', { job_id, state, num_records, seconds });
  else log.error('job_ended', { job_id, state, num_records, seconds, code: error?.code, task: error?.task });
}
