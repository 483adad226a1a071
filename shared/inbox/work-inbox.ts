import type { Job } from '../contracts/job.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobKey, JobStore } from '../jobs/job-store.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { mayPass, pauseSeconds } from '../requests/try-again.ts';
import { type DeliverDependencies, deliverArrival, deliverError, errorOfJob } from './deliver-arrival.ts';
import type { ClaimedArrival, InboxStore } from './inbox-store.ts';
import { type StartDependencies, startArrival } from './start-arrival.ts';

export interface WorkDependencies
  extends Omit<StartDependencies, 'jobs' | 'objects'>,
    Omit<DeliverDependencies, 'jobs'> {
  readonly inbox: InboxStore;
  readonly jobs: Pick<JobStore, 'getJob' | 'getManifest' | 'keepPlan' | 'createJob'>;
  readonly objects: ObjectStore;
  /** There is work for a job. */
  readonly ring: (job: JobKey) => void;
  /** What is tried again later, for the log. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** What was done, for a report. */
export interface WorkedInbox {
  readonly started: number;
  readonly delivered: number;
  readonly failed: number;
}

/** Arrivals looked at in one go: what is left waits for the next tick. */
const ARRIVALS_AT_ONCE = 200;
const BUDGET_MS = 20_000;

/** A job that has not ended is looked at again after this. */
const WAIT_SECONDS = 2;

type Progress = keyof WorkedInbox | undefined;

/**
 * Makes the jobs of what has arrived, and brings the results of those that have ended to the outbox. Any number of
 * processes may call it at once, and die anywhere: one arrival gets one job.
 */
export async function workInbox(dependencies: WorkDependencies, signal?: AbortSignal): Promise<WorkedInbox> {
  const done = { started: 0, delivered: 0, failed: 0 };
  const endMs = performance.now() + BUDGET_MS;
  const mayGoOn = () => !signal?.aborted && performance.now() < endMs;
  for (let looked = 0; looked < ARRIVALS_AT_ONCE && mayGoOn(); looked++) {
    const [arrival] = await dependencies.inbox.claim(1);
    if (arrival === undefined) break;
    const progress = await advance(arrival, dependencies);
    if (progress !== undefined) done[progress] += 1;
  }
  return done;
}

async function advance(arrival: ClaimedArrival, dependencies: WorkDependencies): Promise<Progress> {
  try {
    return arrival.state === 'received' ? await start(arrival, dependencies) : await deliver(arrival, dependencies);
  } catch (thrown) {
    const error = AppError.from(thrown);
    // Once there is a job, time does not matter: nothing can be made twice.
    const triedSeconds = arrival.state === 'received' ? arrival.triedSeconds : 0;
    if (mayPass({ attempts: arrival.attempts, triedSeconds }, error)) return postpone(arrival, thrown, dependencies);
    return fail(arrival, error, dependencies);
  }
}

async function start(arrival: ClaimedArrival, dependencies: WorkDependencies): Promise<Progress> {
  const { inbox, ring } = dependencies;
  const job = await startArrival(arrival, dependencies);
  if (job === undefined) {
    await inbox.end(arrival, { state: 'superseded' });
    return undefined;
  }
  await inbox.noteJob(arrival, job.id);
  ring({ tenantId: arrival.tenantId, jobId: job.id });
  return 'started';
}

async function deliver(arrival: ClaimedArrival, dependencies: WorkDependencies): Promise<Progress> {
  const { inbox, jobs } = dependencies;
  const job: Job = await jobs.getJob(arrival.tenantId, arrival.jobId!);
  if (job.ended_at === null) {
    await inbox.wait(arrival, WAIT_SECONDS);
    return undefined;
  }
  if (job.state !== 'succeeded') return fail(arrival, errorOfJob(job), dependencies);
  if (!(await deliverArrival(arrival, job, dependencies))) return undefined;
  return (await inbox.end(arrival, { state: 'succeeded' })) ? 'delivered' : undefined;
}

/** When not even the error can be put into the outbox, all of it is done again later. */
async function fail(arrival: ClaimedArrival, error: AppError, dependencies: WorkDependencies): Promise<Progress> {
  const { inbox } = dependencies;
  try {
    await deliverError(arrival, error, dependencies);
  } catch (thrown) {
    return postpone(arrival, thrown, dependencies);
  }
  const { code, message } = error;
  return (await inbox.end(arrival, { state: 'failed', fault: { code, message } })) ? 'failed' : undefined;
}

async function postpone(
  arrival: ClaimedArrival,
  thrown: unknown,
  { inbox, onError }: WorkDependencies,
): Promise<undefined> {
  onError?.(thrown);
  await inbox.postpone(arrival, pauseSeconds(arrival));
}
