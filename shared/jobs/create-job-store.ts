import type { Database } from '../database/database.ts';
import { withTenant } from '../database/with-tenant.ts';
import { AppError } from '../errors/app-error.ts';
import { type RetryPolicy, TASK_RETRY_POLICY } from '../errors/retry-policy.ts';
import { EventNotifier } from './event-notifier.ts';
import type { FileUploadOperations } from './file-uploads.ts';
import type { JobKey, JobObserver, JobStore } from './job-store.ts';
import { advanceJob } from './sql/advance-job.ts';
import { cancelJob } from './sql/cancel-job.ts';
import { claimTasks } from './sql/claim-tasks.ts';
import { completeTasks } from './sql/complete-tasks.ts';
import { createJob, keepPlan } from './sql/create-job.ts';
import { deleteJob } from './sql/delete-job.ts';
import { type ExpiredLeases, expireLeases } from './sql/expire-leases.ts';
import { failTask, leaseLost } from './sql/fail-task.ts';
import { finishJob, getManifest, listFinishable } from './sql/finish-job.ts';
import { releaseTasks, renewLeases } from './sql/held-leases.ts';
import { findUpload, keepUpload } from './sql/keep-upload.ts';
import {
  failStalled,
  findOldestQueued,
  listActive,
  listRetired,
  listWithOrphanParts,
  markPartsDeleted,
} from './sql/list-due-jobs.ts';
import { listJobs } from './sql/list-jobs.ts';
import { readEvents } from './sql/read-events.ts';
import { readJob } from './sql/read-job.ts';
import { readLoad } from './sql/read-load.ts';
import { readPlan } from './sql/read-plan.ts';
import { readFiles, readParts } from './sql/read-results.ts';
import { redoChunks } from './sql/redo-chunks.ts';
import { reportProgress } from './sql/report-progress.ts';
import { retryJob } from './sql/retry-job.ts';
import { changeTier, forgetLeftTier, listInTier, listLeftTiers } from './sql/storage-tiers.ts';
import type { StoreContext } from './sql/store-context.ts';
import { deletePlan, listUnusedPlans, rollUpTasks, sweepRecords } from './sql/sweep-records.ts';
import { findKeptUploads, listWithUploads, takeUploads } from './sql/take-uploads.ts';
import type { StorageTierOperations } from './storage-tiers.ts';

export interface JobStoreOptions {
  /** Default TASK_RETRY_POLICY. */
  readonly retryPolicy?: RetryPolicy;
  /** How long a claim or a renewal lasts; workers renew every half second. */
  readonly leaseMs?: number;
  /** Jobs that run at once; further ones stay queued. */
  readonly maxRunningJobs?: number;
  /** Tasks inserted at a time. */
  readonly sliceTasks?: number;
  /** [0, 1), for backoff. */
  readonly random?: () => number;
  readonly observer?: JobObserver;
}

/** Other processes write events too; this is how late they are seen. */
const POLL_MS = 1_000;

/** Jobs and tasks in a migrated database. Every time in it is PostgreSQL's. */
export function createJobStore(database: Database, options: JobStoreOptions = {}): JobStore {
  const context: StoreContext = {
    database,
    notifier: new EventNotifier(),
    retryPolicy: options.retryPolicy ?? TASK_RETRY_POLICY,
    leaseMs: options.leaseMs ?? 15_000,
    maxRunningJobs: options.maxRunningJobs ?? 10,
    sliceTasks: options.sliceTasks ?? 10_000,
    random: options.random ?? Math.random,
    plans: new Map(),
    observer: options.observer,
  };
  return {
    ...jobOperations(context),
    ...taskOperations(context),
    ...uploadOperations(context),
    ...tierOperations(context),
    ...repairOperations(context),
  };
}

/** What maintenance asks of datasets that grow old. */
function tierOperations(context: StoreContext): StorageTierOperations {
  return {
    listInTier: (tier, days, limit) => listInTier(context, { tier, days, limit }),
    changeTier: (key, change) => changeTier(context, key, change),
    listLeftTiers: (ageSeconds, limit) => listLeftTiers(context, ageSeconds, limit),
    forgetLeftTier: ({ tenantId, jobId, tier }) => forgetLeftTier(context, { tenantId, jobId, tier }),
  };
}

type JobOperations = Pick<
  JobStore,
  | 'createJob'
  | 'getJob'
  | 'listJobs'
  | 'readEvents'
  | 'waitForEvents'
  | 'cancelJob'
  | 'retryJob'
  | 'deleteJob'
  | 'getManifest'
  | 'readPlan'
  | 'keepPlan'
>;

/** What the API asks. */
function jobOperations(context: StoreContext): JobOperations {
  return {
    createJob: (job) => createJob(context, job),
    getJob: (tenantId, jobId) =>
      withTenant(context.database, tenantId, (transaction) => readJob(transaction, { tenantId, jobId })),
    listJobs: (tenantId, filters, page) => listJobs(context, tenantId, { filters, page }),
    readEvents: (tenantId, jobId, afterSequence, limit) =>
      readEvents(context, { tenantId, jobId }, { afterSequence, limit }),
    waitForEvents: (tenantId, jobId, timeoutMs, signal) =>
      context.notifier.wait({ tenantId, jobId }, Math.min(timeoutMs, POLL_MS), signal),
    cancelJob: async (tenantId, jobId) => {
      const job = await notifying(context, { tenantId, jobId }, cancelJob(context, { tenantId, jobId }));
      // A queued job ends at once, a running one with its last lease.
      await (job.ended_at === null ? advance : afterEnd)(context, { tenantId, jobId });
      return job;
    },
    retryJob: async (tenantId, jobId) => {
      const job = await notifying(context, { tenantId, jobId }, retryJob(context, { tenantId, jobId }));
      await advance(context, { tenantId, jobId });
      return job;
    },
    deleteJob: (tenantId, jobId) => notifying(context, { tenantId, jobId }, deleteJob(context, { tenantId, jobId })),
    getManifest: (tenantId, jobId) => getManifest(context, { tenantId, jobId }),
    readPlan: (tenantId, planHash) => readPlan(context, { tenantId, planHash }),
    keepPlan: (kept) =>
      withTenant(context.database, kept.tenantId, (transaction) => keepPlan(transaction, kept, { hasJob: false })),
  };
}

type TaskOperations = Pick<
  JobStore,
  | 'advanceJob'
  | 'claimTasks'
  | 'renewLeases'
  | 'completeTask'
  | 'completeTasks'
  | 'failTask'
  | 'releaseTasks'
  | 'readParts'
  | 'readFiles'
  | 'listFinishable'
  | 'finishJob'
  | 'reportProgress'
>;

/** What workers ask. */
function taskOperations(context: StoreContext): TaskOperations {
  const complete: JobStore['completeTasks'] = async (finished) => {
    const { lost, advanceable } = await completeTasks(context, finished);
    const advanced: JobKey[] = [];
    for (const key of advanceable) if (await advance(context, key)) advanced.push(key);
    return { lost, advanced };
  };
  return {
    advanceJob: (tenantId, jobId) => advance(context, { tenantId, jobId }),
    claimTasks: ({ slot, incarnation }, count, step) => claimTasks(context, { slot, incarnation, count, step }),
    renewLeases: (tasks) => renewLeases(context, tasks),
    completeTasks: complete,
    completeTask: async (task, result) => {
      const { lost } = await complete([{ task, result }]);
      if (lost.length > 0) throw leaseLost(task);
    },
    failTask: async (task, failure) => {
      const isFinal = await failTask(context, task, failure);
      if (isFinal) await advance(context, { tenantId: task.tenant_id, jobId: task.job_id });
    },
    releaseTasks: (tasks) => releaseTasks(context, tasks),
    readParts: (tenantId, jobId, chunks) => readParts(context, { tenantId, jobId }, chunks),
    readFiles: (tenantId, jobId) => readFiles(context, { tenantId, jobId }),
    listFinishable: (limit) => listFinishable(context, limit),
    finishJob: async (tenantId, jobId, manifest) => {
      const isFinished = await finishJob(context, { tenantId, jobId }, manifest);
      if (isFinished) await afterEnd(context, { tenantId, jobId });
      return isFinished;
    },
    reportProgress: (task, rows) => reportProgress(context, task, rows),
  };
}

/** What those ask who make files by uploads. */
function uploadOperations(context: StoreContext): FileUploadOperations {
  return {
    findUpload: (file) => findUpload(context, file),
    keepUpload: (task, file, upload) => keepUpload(context, task, { file, upload }),
    redoChunks: async (merge, chunkIndexes) => {
      await redoChunks(context, merge, chunkIndexes);
      await advance(context, { tenantId: merge.tenant_id, jobId: merge.job_id });
    },
    listWithUploads: (limit) => listWithUploads(context, limit),
    takeUploads: (tenantId, jobId) => takeUploads(context, { tenantId, jobId }),
    findKeptUploads: (uploadIds) => findKeptUploads(context, uploadIds),
  };
}

type RepairOperations = Omit<
  JobStore,
  keyof JobOperations | keyof TaskOperations | keyof FileUploadOperations | keyof StorageTierOperations
>;

/** What starting processes and `tick` ask. */
function repairOperations(context: StoreContext): RepairOperations {
  const expire = async (leases: ExpiredLeases): Promise<number> => {
    const { expired, jobs } = await expireLeases(context, leases);
    if (expired > 0) context.observer?.leasesExpired(expired);
    for (const key of jobs) await advance(context, key);
    return expired;
  };
  return {
    expireLeases: () => expire({ kind: 'overdue' }),
    expireSlot: (slot, incarnation) => expire({ kind: 'slot', slot, incarnation }),
    expireAllLeases: () => expire({ kind: 'all' }),
    listActive: (limit) => listActive(context, limit),
    failStalled: async (deadlineSeconds) => {
      const failed = await failStalled(context, deadlineSeconds);
      for (const key of failed) await afterEnd(context, key);
      return failed;
    },
    listRetired: (days, limit) => listRetired(context, days, limit),
    listWithOrphanParts: (limit) => listWithOrphanParts(context, limit),
    markPartsDeleted: (tenantId, jobId) => markPartsDeleted(context, { tenantId, jobId }),
    rollUpTasks: (limit) => rollUpTasks(context, limit),
    sweepRecords: () => sweepRecords(context),
    listUnusedPlans: (limit) => listUnusedPlans(context, limit),
    deletePlan: (tenantId, planHash) => deletePlan(context, { tenantId, planHash }),
    readLoad: () => readLoad(context),
  };
}

async function advance(context: StoreContext, key: JobKey): Promise<boolean> {
  const advanced = await advanceJob(context, key);
  if (advanced === 'ended') await afterEnd(context, key);
  else if (advanced === 'moved') context.notifier.notify(key.tenantId, key.jobId);
  // A long job writes much, and nobody else may be there to tidy up.
  if (advanced !== 'idle') await context.database.maintain();
  return advanced !== 'idle';
}

/** Tells those who watch, and starts the job that waited longest for the place. */
async function afterEnd(context: StoreContext, key: JobKey): Promise<void> {
  context.notifier.notify(key.tenantId, key.jobId);
  if (context.observer !== undefined) await tellEnd(context, key);
  const next = await findOldestQueued(context);
  if (next !== undefined) await advance(context, next);
}

/** A job that was deleted meanwhile has nothing more to tell. */
async function tellEnd({ database, observer }: StoreContext, key: JobKey): Promise<void> {
  try {
    const job = await withTenant(database, key.tenantId, (transaction) => readJob(transaction, key));
    if (job.ended_at !== null) observer?.jobEnded(job);
  } catch (thrown) {
    if (!(thrown instanceof AppError && thrown.code === 'JOB_NOT_FOUND')) throw thrown;
  }
}

async function notifying<Result>(context: StoreContext, key: JobKey, work: Promise<Result>): Promise<Result> {
  const result = await work;
  context.notifier.notify(key.tenantId, key.jobId);
  return result;
}
