import type { Job } from '../../shared/contracts/job.ts';
import type { JobKey, JobStore } from '../../shared/jobs/job-store.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import type { Metrics } from '../../shared/telemetry/metrics.ts';

/** The same job store, which also counts jobs that end through this process. */
export function observeJobs(jobs: JobStore, metrics: Metrics, log: Log): JobStore {
  const noteEnd = async (tenantId: string, jobId: string) => {
    const job = await jobs.getJob(tenantId, jobId);
    if (job.ended_at !== null) record(job, metrics, log);
  };
  return {
    ...jobs,
    async finishJob(tenantId, jobId, manifest) {
      const isFinished = await jobs.finishJob(tenantId, jobId, manifest);
      if (isFinished) await noteEnd(tenantId, jobId);
      return isFinished;
    },
    async failTask(task, failure) {
      await jobs.failTask(task, failure);
      if (!failure.isRetryable) await noteEnd(task.tenant_id, task.job_id);
    },
    async failStalled(deadlineSeconds): Promise<JobKey[]> {
      const failed = await jobs.failStalled(deadlineSeconds);
      for (const { tenantId, jobId } of failed) await noteEnd(tenantId, jobId);
      return failed;
    },
  };
}

function record(job: Job, metrics: Metrics, log: Log): void {
  const { generator_type, state, num_records } = job;
  const seconds = (Date.parse(job.ended_at!) - Date.parse(job.started_at ?? job.created_at)) / 1_000;
  metrics.record('tabular_generations_total', { generator_type, status: state }, 1);
  const data_size = num_records <= 50_000 ? 'small' : num_records <= 1_000_000 ? 'medium' : 'large';
  metrics.record('tabular_generation_duration_seconds', { generator_type, data_size }, seconds);
  log.info('job_ended', { job_id: job.id, state, num_records, seconds, code: job.error?.code });
}
