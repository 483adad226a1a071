import { tidyJobs } from '../../functions/tick/tidy-jobs.ts';
import type { Config } from '../../shared/config/config.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import type { EmbeddedPlatform } from './embedded-platform.ts';

const PERIOD_MS = 15_000;

export interface Maintenance {
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/**
 * What `tick` does in a cluster, here by a timer: expired leases, stalled jobs, jobs past their time, the database's own
 * housekeeping. The platform's loop runs the tasks.
 */
export function startMaintenance(
  { jobs, objects, database }: Pick<EmbeddedPlatform, 'jobs' | 'objects' | 'database'>,
  processing: Config['processing'],
  log: Log,
): Maintenance {
  let running: Promise<void> = Promise.resolve();
  const run = async () => {
    try {
      await jobs.expireLeases();
      await jobs.failStalled(processing.job_deadline_seconds);
      const { retired } = await tidyJobs({ jobs, objects, retentionDays: processing.retention_days });
      await database.maintain();
      log.debug('maintenance_ran', { retired_jobs: retired });
    } catch (error) {
      log.error('maintenance_ran', { code: AppError.from(error).code });
    }
  };
  const timer = setInterval(() => {
    running = running.then(run);
  }, PERIOD_MS);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
