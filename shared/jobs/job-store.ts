import type { DatasetFile, DatasetManifest } from '../contracts/dataset-manifest.ts';
import type { Job, JobEvent, JobState } from '../contracts/job.ts';
import type { PartManifest } from '../contracts/part-manifest.ts';
import type { Plan } from '../contracts/plan.ts';
import type { SpecDocument } from '../contracts/spec-document.ts';
import type { SchemaPin } from '../contracts/stored-schema.ts';
import type { ClaimedTask } from '../contracts/task.ts';
import type { FileUploadOperations } from './file-uploads.ts';
import type { StorageTierOperations } from './storage-tiers.ts';

export interface NewJob {
  readonly tenantId: string;
  readonly spec: SpecDocument;
  readonly plan: Plan;
  readonly planHash: string;
  /** The version of a stored schema that the specification is. */
  readonly schema?: SchemaPin | undefined;
  /** Days that the job and its files are kept after its end, 0 for ever; absent: as long as others. */
  readonly retentionDays?: number | undefined;
  readonly idempotency?: { readonly key: string; readonly bodyHash: string };
}

export interface JobFilters {
  readonly state?: readonly JobState[];
  readonly name?: string;
  readonly createdAfter?: string;
  readonly createdBefore?: string;
}

export interface FinishedTask {
  readonly task: ClaimedTask;
  /** The step's result contract. */
  readonly result: unknown;
}

/** Names a job everywhere but in addresses. */
export interface JobKey {
  readonly tenantId: string;
  readonly jobId: string;
}

/** Names a plan among those of all tenants. */
export interface PlanKey {
  readonly tenantId: string;
  readonly planHash: string;
}

/** Told what happens through one job store, whoever asked for it; for metrics and logs. */
export interface JobObserver {
  /** Once for each end of a job: succeeded, failed or cancelled. A job that is retried ends again. */
  jobEnded(job: Job): void;
  /** Leases of workers that are gone were taken back. */
  leasesExpired(count: number): void;
}

/** What there is to do, for `/status`, `/ready` and metrics. */
export interface QueueLoad {
  readonly queuedJobs: number;
  /** Running or cancelling. */
  readonly runningJobs: number;
  /** Tasks of queued and running jobs that are not done, inserted or not. */
  readonly unfinishedTasks: number;
  readonly leasedTasks: number;
  /** For how long a running job has waited without any worker on its tasks: the longest such wait, 0 when none waits. */
  readonly idleSeconds: number;
}

export interface TaskFailure {
  readonly code: string;
  readonly message: string;
  readonly isRetryable: boolean;
}

/** What jobs, tasks, leases and events are asked; one statement or one short transaction each. */
export interface JobStore extends FileUploadOperations, StorageTierOperations {
  /** Inserts, or answers the job that the same idempotency key made before (IDEMPOTENCY_KEY_REUSED for another body). */
  createJob(job: NewJob): Promise<{ job: Job; isReplay: boolean }>;
  /** Throws JOB_NOT_FOUND. */
  getJob(tenantId: string, jobId: string): Promise<Job>;
  /** Newest first; `cursor` is opaque. */
  listJobs(
    tenantId: string,
    filters: JobFilters,
    page: { limit: number; cursor?: string },
  ): Promise<{ jobs: Job[]; nextCursor?: string }>;
  /** Events after `afterSequence`, oldest first. */
  readEvents(tenantId: string, jobId: string, afterSequence: number, limit: number): Promise<JobEvent[]>;
  /** Resolves when the job may have new events, or after `timeoutMs`. */
  waitForEvents(tenantId: string, jobId: string, timeoutMs: number, signal?: AbortSignal): Promise<void>;
  /** JOB_STATE_CONFLICT when the job has ended already. */
  cancelJob(tenantId: string, jobId: string): Promise<Job>;
  /** Failed or cancelled jobs only; finished tasks stay finished. */
  retryJob(tenantId: string, jobId: string): Promise<Job>;
  /** Ended jobs only (JOB_STATE_CONFLICT); rows go now, objects by the caller. */
  deleteJob(tenantId: string, jobId: string): Promise<void>;
  /** JOB_STATE_CONFLICT unless succeeded. */
  getManifest(tenantId: string, jobId: string): Promise<DatasetManifest>;
  readPlan(tenantId: string, planHash: string): Promise<Plan>;
  /** Keeps a plan ahead of its job, for whoever stores something beside it; twice is once. */
  keepPlan(plan: Pick<NewJob, 'tenantId' | 'planHash' | 'plan'>): Promise<void>;

  /**
   * One idempotent compare-and-set step; true when something moved. Any number of callers may call it at any time. A
   * job that ends makes room for the oldest queued one, which is started at once.
   */
  advanceJob(tenantId: string, jobId: string): Promise<boolean>;
  /** Leases up to `count` tasks of any job for this worker slot; `step` restricts them to one kind. */
  claimTasks(
    worker: { slot: string; incarnation: string },
    count: number,
    step?: ClaimedTask['step'],
  ): Promise<ClaimedTask[]>;
  /** Renews; answers the tasks whose lease is gone or whose job is being cancelled. */
  renewLeases(tasks: readonly ClaimedTask[]): Promise<{ lost: ClaimedTask[]; cancelled: ClaimedTask[] }>;
  /** LEASE_LOST when the fencing token is not the current one. `result` is the step's result contract. */
  completeTask(task: ClaimedTask, result: unknown): Promise<void>;
  /**
   * Counts an attempt and queues the task again after a backoff. The job fails when the failure is not retryable, or
   * was the last of the allowed attempts. LEASE_LOST as for `completeTask`.
   */
  failTask(task: ClaimedTask, failure: TaskFailure): Promise<void>;
  /**
   * Several at once, one statement for each job among them; tasks whose fencing token is not the current one are
   * answered, not thrown. Jobs whose step ended or whose tasks ran low are advanced, and those that are being cancelled;
   * `advanced` names those that moved: time to ring for workers, or to look into `listFinishable`.
   */
  completeTasks(finished: readonly FinishedTask[]): Promise<{ lost: ClaimedTask[]; advanced: JobKey[] }>;
  /** Gives tasks back without counting an attempt (shutdown). */
  releaseTasks(tasks: readonly ClaimedTask[]): Promise<void>;
  /** Manifests of the finished chunks [chunk_start, chunk_end) of a table, in order; the caller asks in slices. */
  readParts(
    tenantId: string,
    jobId: string,
    chunks: { readonly table: number; readonly chunk_start: number; readonly chunk_end: number },
  ): Promise<PartManifest[]>;
  /** Results of the finished merge tasks, in order of table and file. */
  readFiles(tenantId: string, jobId: string): Promise<{ table: number; file: DatasetFile }[]>;
  /** Jobs with every task finished and no manifest yet. */
  listFinishable(limit: number): Promise<JobKey[]>;
  /** After the manifest object is written: keeps the manifest, the job has succeeded. False when it had ended already. */
  finishJob(tenantId: string, jobId: string, manifest: DatasetManifest): Promise<boolean>;
  /** Rows generated so far within a running chunk, for progress; rate-limited by the caller. */
  reportProgress(task: ClaimedTask, rows: number): Promise<void>;

  /** Takes back leases past their time. This and the next two answer how many and advance their jobs. */
  expireLeases(): Promise<number>;
  /** A starting worker takes back what earlier incarnations of its own slot held. */
  expireSlot(slot: string, incarnation: string): Promise<number>;
  /** Every lease: for the start of the only process there is. */
  expireAllLeases(): Promise<number>;
  /** Jobs that may move, running ones first, then the queue in its order. */
  listActive(limit: number): Promise<JobKey[]>;
  /** Fails running jobs without progress for longer than this with DEADLINE_EXCEEDED, or VERSION_NOT_SUPPORTED; answers them. */
  failStalled(deadlineSeconds: number): Promise<JobKey[]>;
  /**
   * Jobs that ended more than `days` ago, oldest first; 0 for none. Jobs with a retention of their own are listed when
   * that is over, whatever `days` is.
   */
  listRetired(days: number, limit: number): Promise<JobKey[]>;
  /** Succeeded jobs whose parts were merged and may still exist; `markPartsDeleted` takes them off the list. */
  listWithOrphanParts(limit: number): Promise<JobKey[]>;
  markPartsDeleted(tenantId: string, jobId: string): Promise<void>;
  /**
   * Deletes up to `limit` task rows of jobs that succeeded a while ago: the steps hold their sums, the manifest their
   * files, and nobody reads them again. Answers how many. Jobs that failed or were cancelled keep theirs: a retry goes
   * on from them.
   */
  rollUpTasks(limit: number): Promise<number>;
  /** Deletes expired idempotency keys. */
  sweepRecords(): Promise<void>;
  /** Plans without jobs, a day after their last use, oldest first: what lies beside them goes first, then `deletePlan`. */
  listUnusedPlans(limit: number): Promise<PlanKey[]>;
  /** Leaves a plan that is used again. */
  deletePlan(tenantId: string, planHash: string): Promise<void>;
  readLoad(): Promise<QueueLoad>;
}
