import type {
  Schedule,
  ScheduleChange,
  ScheduleCreation,
  SchedulePageQuery,
  ScheduleRun,
  StoredRequest,
} from '../contracts/triggers.ts';
import type { ErrorCode } from '../errors/error-codes.ts';

/** Names a schedule everywhere but in addresses. */
export interface ScheduleKey {
  readonly tenantId: string;
  readonly name: string;
}

/** A run that this process makes a job for, until the claim's time is over. */
export interface ClaimedRun {
  readonly tenantId: string;
  readonly id: string;
  readonly dueAt: Date;
  readonly scheduleId: string;
  /** As the schedule says now. */
  readonly request: StoredRequest;
  readonly seedPolicy: ScheduleChange['seed_policy'];
  readonly retentionDays: number;
  /** Failures so far that might have passed. */
  readonly attempts: number;
  /** Since the first claim. */
  readonly triedSeconds: number;
  readonly token: string;
}

/** What a run came to. */
export type RunOutcome =
  | { readonly jobId: string }
  | { readonly fault: { readonly code: ErrorCode; readonly message: string } };

/**
 * Requests that are made again and again. The only clock is the database's. Whoever names a schedule that is not there
 * meets SCHEDULE_NOT_FOUND.
 */
export interface ScheduleStore {
  /** Throws INVALID_SCHEDULE, SCHEDULE_EXISTS for a name in use. */
  create(tenantId: string, schedule: ScheduleCreation): Promise<Schedule>;
  /** A due time that has not come yet is that of the new definition. Throws INVALID_SCHEDULE. */
  replace(key: ScheduleKey, change: ScheduleChange): Promise<Schedule>;
  read(key: ScheduleKey): Promise<Schedule>;
  list(tenantId: string, page: SchedulePageQuery): Promise<{ schedules: Schedule[]; nextCursor?: string }>;
  /** With its history; jobs made by it stay, as long as it said. */
  delete(key: ScheduleKey): Promise<void>;
  /** A pause has no due times: what would have been due then is not made up for. Twice is once. */
  setPaused(key: ScheduleKey, isPaused: boolean): Promise<Schedule>;
  /** One run more, now, also while paused. */
  runNow(key: ScheduleKey): Promise<ScheduleRun>;
  /** Newest first. */
  listRuns(key: ScheduleKey, page: SchedulePageQuery): Promise<{ runs: ScheduleRun[]; nextCursor?: string }>;

  /**
   * Notes a run for every due time that has come, for up to `limit` schedules; answers how many runs. Any number of
   * processes may call it at once: a due time has one run.
   */
  takeDue(limit: number): Promise<number>;
  /** Claims the run that waits longest, for a minute. */
  claimRun(): Promise<ClaimedRun | undefined>;
  /** False when the claim is another's by now. */
  settleRun(run: ClaimedRun, outcome: RunOutcome): Promise<boolean>;
  /** A failure that may pass: once more later. */
  postponeRun(run: ClaimedRun, seconds: number): Promise<boolean>;
  /** Forgets runs that are older. */
  sweepRuns(days: number): Promise<void>;
}
