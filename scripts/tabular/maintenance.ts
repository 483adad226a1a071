import type { TickReport } from '../../functions/tick/run-tick.ts';
import { tidyJobs } from '../../functions/tick/tidy-jobs.ts';
import type { Config } from '../../shared/config/config.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import type { EmbeddedPlatform } from './embedded-platform.ts';

const PERIOD_MS = 15_000;

export interface Maintenance {
  /** At once instead of by the clock, after what runs already. */
  run(): Promise<TickReport>;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/**
 * What `tick` does in a cluster, here by a timer: expired leases, stalled jobs, jobs past their time, the database's own
 * housekeeping. The platform's loop runs the tasks.
 */
export function startMaintenance(
  { jobs, objects, database, ring }: Pick<EmbeddedPlatform, 'jobs' | 'objects' | 'database' | 'ring'>,
  processing: Config['processing'],
  log: Log,
): Maintenance {
  let running: Promise<unknown> = Promise.resolve();
  const maintain = async (): Promise<TickReport> => {
    const expired = await jobs.expireLeases();
    const stalled = await jobs.failStalled(processing.job_deadline_seconds);
    const tidied = await tidyJobs({ jobs, objects, retentionDays: processing.retention_days, now: Date.now });
    await database.maintain();
    // Whatever could move and was not told so, moves now.
    ring();
    return {
      expired_leases: expired,
      stalled_jobs: stalled.length,
      ended_tasks: 0,
      retired_jobs: tidied.retired,
      aborted_uploads: tidied.abortedUploads,
    };
  };
  const run = () => {
    const report = running.then(maintain);
    running = report.then(
      ({ retired_jobs }) => log.debug('maintenance_ran', { retired_jobs }),
      (error) => log.error('maintenance_ran', { code: AppError.from(error).code }),
    );
    return report;
  };
  // A failure is in the log already, and the next run tries again.
  const timer = setInterval(() => run().catch(() => undefined), PERIOD_MS);
  return {
    run,
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
