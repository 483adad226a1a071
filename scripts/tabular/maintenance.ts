import { maintenanceRulesOf } from '../../functions/tick/maintenance-rules.ts';
import type { TickReport } from '../../functions/tick/run-tick.ts';
import { createTriggers } from '../../functions/tick/run-triggers.ts';
import { tidyJobs } from '../../functions/tick/tidy-jobs.ts';
import type { Config } from '../../shared/config/config.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import type { EmbeddedPlatform } from './embedded-platform.ts';
import { joinCalls } from './join-calls.ts';

const PERIOD_MS = 15_000;

export interface Maintenance {
  /** At once instead of by the clock, after what runs already. */
  run(): Promise<TickReport>;
  /** Something has arrived: looks soon, and once for all that arrive meanwhile. */
  trigger(): void;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/**
 * What `tick` does in a cluster, here by a timer: expired leases, stalled jobs, jobs past their time, triggers, the
 * database's own housekeeping. The platform's loop runs the tasks.
 */
export function startMaintenance(
  { jobs, objects, database, ring }: Pick<EmbeddedPlatform, 'jobs' | 'objects' | 'database' | 'ring'>,
  config: Pick<Config, 'processing' | 'storage' | 'generation'>,
  log: Log,
): Maintenance {
  const stopping = new AbortController();
  const onError = (thrown: unknown) => {
    const { code, message } = AppError.from(thrown);
    log.error('worker_failed', { code, message });
  };
  const triggers = createTriggers({ database, jobs, objects }, config, { ring, onError, now: Date.now });
  const trigger = joinCalls(() => triggers(stopping.signal));
  let running: Promise<unknown> = Promise.resolve();
  const maintain = async (): Promise<TickReport> => {
    const expired = await jobs.expireLeases();
    const stalled = await jobs.failStalled(config.processing.job_deadline_seconds);
    const tidied = await tidyJobs({ jobs, objects, ...maintenanceRulesOf(config), now: Date.now });
    const triggered = await trigger();
    await database.maintain();
    // Whatever could move and was not told so, moves now.
    ring();
    return {
      ...triggered,
      expired_leases: expired,
      stalled_jobs: stalled.length,
      ended_tasks: 0,
      retired_jobs: tidied.retired,
      aborted_uploads: tidied.abortedUploads,
      moved_datasets: tidied.movedDatasets,
    };
  };
  const run = () => {
    const report = running.then(maintain);
    running = report.then(
      ({ retired_jobs, started_jobs, failed_triggers }) =>
        log.debug('maintenance_ran', { retired_jobs, started_jobs, failed_triggers }),
      (error) => log.error('maintenance_ran', { code: AppError.from(error).code }),
    );
    return report;
  };
  // A failure is in the log already, and the next run tries again.
  const timer = setInterval(() => run().catch(() => undefined), PERIOD_MS);
  return {
    run,
    // It fails for no reason but a bug, and then the timer runs it again.
    trigger: () => void trigger().catch(onError),
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
      await trigger().catch(() => undefined);
    },
  };
}
