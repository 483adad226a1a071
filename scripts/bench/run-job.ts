import { deleteJob } from '../../functions/generate/delete-job.ts';
import type { Job } from '../../shared/contracts/job.ts';
import type { SpecDocument } from '../../shared/contracts/spec-document.ts';
import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import { planHash } from '../../shared/planning/plan-hash.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import type { EmbeddedPlatform } from '../tabular/embedded-platform.ts';

/** Submits a job and waits for its end, as a client of the platform would; throws unless it succeeds. */
export async function runJob(platform: EmbeddedPlatform, spec: SpecDocument): Promise<Job> {
  const planned = planJob(spec);
  const { job } = await platform.submit({ tenantId: TENANT_ID, spec, ...planned, planHash: planHash(planned.plan) });
  for (;;) {
    await platform.jobs.waitForEvents(TENANT_ID, job.id, 1_000);
    const now = await platform.jobs.getJob(TENANT_ID, job.id);
    if (now.state === 'succeeded') return now;
    if (now.state === 'failed') throw new Error(`the job failed: ${now.error?.code} ${now.error?.message}`);
  }
}

/** Removes a job with its files. */
export async function removeJob(platform: EmbeddedPlatform, jobId: string): Promise<void> {
  const { jobs, objects } = platform;
  await deleteJob({ jobs, objects }, jobId);
}
