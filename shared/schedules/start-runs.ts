import type { Job } from '../contracts/job.ts';
import type { RequestOverrides } from '../contracts/triggers.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobKey } from '../jobs/job-store.ts';
import { deriveSeed } from '../requests/derive-seed.ts';
import { resolveSource, type SchemaReader } from '../requests/resolve-request.ts';
import { type RequestDependencies, submitRequest } from '../requests/submit-request.ts';
import { mayPass, pauseSeconds } from '../requests/try-again.ts';
import type { ClaimedRun, ScheduleStore } from './schedule-store.ts';

export interface StartDependencies extends RequestDependencies {
  readonly schedules: Pick<ScheduleStore, 'takeDue' | 'claimRun' | 'settleRun' | 'postponeRun'>;
  readonly schemas: SchemaReader;
  /** There is work for a job. */
  readonly ring: (job: JobKey) => void;
  /** What is tried again later, for the log. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** What was done, for a report. */
export interface StartedRuns {
  readonly started: number;
  readonly failed: number;
}

/** Looked at in one go: what is left waits for the next tick. */
const SCHEDULES_AT_ONCE = 100;
const RUNS_AT_ONCE = 200;

/**
 * Makes a job for every due time that has come and for every run that was asked for. Any number of processes may call it
 * at once, and die anywhere: one run gets one job.
 */
export async function startRuns(dependencies: StartDependencies, signal?: AbortSignal): Promise<StartedRuns> {
  const done = { started: 0, failed: 0 };
  await dependencies.schedules.takeDue(SCHEDULES_AT_ONCE);
  for (let looked = 0; looked < RUNS_AT_ONCE && !signal?.aborted; looked++) {
    const run = await dependencies.schedules.claimRun();
    if (run === undefined) break;
    const progress = await startRun(run, dependencies);
    if (progress !== undefined) done[progress] += 1;
  }
  return done;
}

async function startRun(run: ClaimedRun, dependencies: StartDependencies): Promise<keyof StartedRuns | undefined> {
  const { schedules, ring, onError } = dependencies;
  try {
    const job = await makeJob(run, dependencies);
    await schedules.settleRun(run, { jobId: job.id });
    ring({ tenantId: run.tenantId, jobId: job.id });
    return 'started';
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (mayPass(run, error)) {
      onError?.(thrown);
      await schedules.postponeRun(run, pauseSeconds(run));
      return undefined;
    }
    const { code, message } = error;
    return (await schedules.settleRun(run, { fault: { code, message } })) ? 'failed' : undefined;
  }
}

async function makeJob(run: ClaimedRun, dependencies: StartDependencies): Promise<Job> {
  const { tenantId, id, retentionDays } = run;
  const { spec, schema_ref, template, ...overrides } = run.request;
  const source = await resolveSource(tenantId, { spec, schema_ref, template }, dependencies.schemas);
  const idempotency = { key: `schedule ${id}`, bodyHash: id };
  const seeded = seedsOf(run, overrides);
  return submitRequest({ tenantId, source, ...seeded, retentionDays, idempotency }, dependencies);
}

/**
 * With `due_time` the seed is made of the schedule, the due time and the seed that the request names, and beats that of the
 * specification. With `fixed` it is the request's or the specification's; where neither names one, the schedule's own.
 */
export function seedsOf(
  { scheduleId, dueAt, seedPolicy }: Pick<ClaimedRun, 'scheduleId' | 'dueAt' | 'seedPolicy'>,
  overrides: RequestOverrides,
): { readonly overrides: RequestOverrides; readonly seed: number } {
  if (seedPolicy === 'fixed') return { overrides, seed: deriveSeed('schedule', scheduleId) };
  const seed = deriveSeed('schedule', scheduleId, dueAt.toISOString(), overrides.seed ?? '');
  return { overrides: { ...overrides, seed }, seed };
}
