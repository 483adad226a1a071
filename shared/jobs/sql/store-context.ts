import type { Plan } from '../../contracts/plan.ts';
import type { Database } from '../../database/database.ts';
import type { RetryPolicy } from '../../errors/retry-policy.ts';
import type { EventNotifier } from '../event-notifier.ts';
import type { JobObserver } from '../job-store.ts';

/** What every operation of the job store works with. */
export interface StoreContext {
  readonly database: Database;
  readonly notifier: EventNotifier;
  readonly retryPolicy: RetryPolicy;
  readonly leaseMs: number;
  /** Jobs in state running or cancelling at once; further ones stay queued. */
  readonly maxRunningJobs: number;
  /** Tasks inserted by one step of `advance`. */
  readonly sliceTasks: number;
  /** [0, 1), for backoff. */
  readonly random: () => number;
  /** Plans read lately, by tenant and hash; they never change. */
  readonly plans: Map<string, Plan>;
  readonly observer: JobObserver | undefined;
}
