import type { Job, JobEvent } from '../../shared/contracts/job.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';

const ENDINGS: readonly JobEvent['name'][] = ['succeeded', 'failed', 'cancelled'];
const WAIT_MS = 1_000;

/** The job as it is at its end, of which only the newest event counts: a retried job has ended before. */
export async function waitForEnd(jobs: JobStore, jobId: string): Promise<Job> {
  for (let after = 0; ; ) {
    const events = await jobs.readEvents('default', jobId, after, 100);
    const last = events.at(-1);
    after = last?.event_sequence ?? after;
    if (last && ENDINGS.includes(last.name)) return jobs.getJob('default', jobId);
    await jobs.waitForEvents('default', jobId, WAIT_MS);
  }
}

/** Resolves when the job has had such an event. */
export async function waitForEvent(jobs: JobStore, jobId: string, name: JobEvent['name']): Promise<void> {
  for (let after = 0; ; ) {
    const events = await jobs.readEvents('default', jobId, after, 100);
    if (events.some((event) => event.name === name)) return;
    after = events.at(-1)?.event_sequence ?? after;
    await jobs.waitForEvents('default', jobId, WAIT_MS);
  }
}
