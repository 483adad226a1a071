import type { Config } from '../../shared/config/config.ts';
import type { Database } from '../../shared/database/database.ts';
import { createInboxStore } from '../../shared/inbox/create-inbox-store.ts';
import { findLost, forgetGone } from '../../shared/inbox/find-lost.ts';
import { workInbox } from '../../shared/inbox/work-inbox.ts';
import type { JobKey, JobStore } from '../../shared/jobs/job-store.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import { createScheduleStore } from '../../shared/schedules/create-schedule-store.ts';
import { startRuns } from '../../shared/schedules/start-runs.ts';
import { createSchemaStore } from '../../shared/schemas/create-schema-store.ts';

/** What triggers did, for a report. */
export interface TriggerReport {
  /** Objects in the inbox that no event told of. */
  readonly found_objects: number;
  /** Jobs made without a request for rows. */
  readonly started_jobs: number;
  /** Results brought to the outbox. */
  readonly delivered_results: number;
  /** Requests that came to nothing. */
  readonly failed_triggers: number;
}

export interface TriggerStores {
  readonly database: Database;
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
}

export interface TriggerOptions {
  /** There is work for a job. */
  readonly ring: (job: JobKey) => void;
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Makes jobs of what is due and of what has arrived; aborting ends it between two of them. */
export type Triggers = (signal?: AbortSignal) => Promise<TriggerReport>;

/** Files in a folder are written by anybody, and not all at once. */
const SETTLE_MS = 2_000;

/** How far back the history of a schedule goes. */
const RUN_DAYS = 400;

export const NOTHING_TRIGGERED: TriggerReport = {
  found_objects: 0,
  started_jobs: 0,
  delivered_results: 0,
  failed_triggers: 0,
};

/** The triggers of a process. What fails goes to `onError`: it is tried again with the next tick. */
export function createTriggers(
  { database, jobs, objects }: TriggerStores,
  { generation, storage }: Pick<Config, 'generation' | 'storage'>,
  { ring, onError, now }: TriggerOptions,
): Triggers {
  const inbox = createInboxStore(database);
  const schemas = createSchemaStore(database);
  const schedules = createScheduleStore(database);
  const work = { inbox, schedules, schemas, jobs, objects, limits: generation, ring, onError };
  // A store shows an object when all of it is there.
  const settleMs = storage.s3_endpoint === undefined ? SETTLE_MS : 0;
  const looked = { inbox, objects, bucket: storage.s3_bucket, settleMs, now };
  return async (signal) => {
    if (signal?.aborted) return NOTHING_TRIGGERED;
    const runs = await attempt(() => startRuns(work, signal), onError);
    const found = await attempt(() => findLost(looked), onError);
    const worked = await attempt(() => workInbox(work, signal), onError);
    await attempt(() => forgetGone(looked), onError);
    await attempt(() => schedules.sweepRuns(RUN_DAYS), onError);
    return {
      found_objects: found ?? 0,
      started_jobs: (runs?.started ?? 0) + (worked?.started ?? 0),
      delivered_results: worked?.delivered ?? 0,
      failed_triggers: (runs?.failed ?? 0) + (worked?.failed ?? 0),
    };
  };
}

/** Two reports of one tick. */
export function sumReports(a: TriggerReport, b: TriggerReport): TriggerReport {
  return {
    found_objects: a.found_objects + b.found_objects,
    started_jobs: a.started_jobs + b.started_jobs,
    delivered_results: a.delivered_results + b.delivered_results,
    failed_triggers: a.failed_triggers + b.failed_triggers,
  };
}

/** What one trigger cannot do is no reason for the others to wait. */
async function attempt<Result>(
  work: () => Promise<Result>,
  onError: TriggerOptions['onError'],
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (thrown) {
    onError?.(thrown);
    return undefined;
  }
}
