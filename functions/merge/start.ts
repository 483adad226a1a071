import type { ConfigWithDatabase } from '../../shared/config/require-database.ts';
import { VERSION } from '../../shared/config/version.ts';
import { createRing } from '../../shared/http/ring-function.ts';
import { type ServedFunction, serveFunction } from '../../shared/http/serve-function.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import { moveJobs } from '../../shared/tasks/move-jobs.ts';
import { registerWorker } from '../../shared/tasks/register-worker.ts';
import { createTurns, type MergeTask, runMerge } from '../../shared/tasks/run-merge.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import type { Metrics } from '../../shared/telemetry/metrics.ts';
import { type ClaimLoopOptions, startClaimLoop } from '../../shared/workers/claim-loop.ts';
import { createDoorbell } from '../../shared/workers/doorbell.ts';
import { createMergeApp } from './app.ts';
import { readConfig } from './config.ts';

/** One open request works no longer than this: platforms cut requests, and rings are cheap. */
const INLINE_BUDGET_MS = 60_000;

/** Serves the merge function until SIGTERM. */
export function start(program: NodeJS.Process): Promise<void> {
  return serveFunction(program, {
    name: 'merge',
    version: VERSION,
    readConfig: () => readConfig(program.env, program.cwd()),
    internal: ({ security }) => ({ secret: security.internal_secret, trustedTriggers: [] }),
    start: startMerge,
  });
}

async function startMerge(
  config: ConfigWithDatabase,
  telemetry: { readonly log: Log; readonly metrics: Metrics },
): Promise<ServedFunction> {
  const { database, jobs, objects, worker, observers } = await registerWorker('merge', config, telemetry);
  const ring = createRing(config, telemetry.log);
  const { run_mode: runMode } = config.processing;
  const budgetMs = runMode === 'inline' ? INLINE_BUDGET_MS : Number.POSITIVE_INFINITY;
  const onSurplus = () => void ring('merge');
  const doorbell = createDoorbell(
    () => startMergeLoop({ jobs, objects, worker, budgetMs, onSurplus, observers }),
    async ({ isDrained }) => {
      if (!isDrained) await ring('merge');
    },
  );
  const readiness = { database, objects, jobs, now: Date.now };
  const probes = { version: VERSION, readiness, metrics: () => telemetry.metrics.render() };
  return {
    api: createMergeApp({ ring: () => doorbell.ring(), runMode, onError: observers.onError }, probes),
    async close() {
      await doorbell.stop();
      await database.close();
    },
  };
}

interface MergeParts {
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  readonly worker: { readonly slot: string; readonly incarnation: string };
  readonly budgetMs: number;
  /** More is to do than this process has taken. */
  readonly onSurplus: () => void;
  readonly observers: Pick<ClaimLoopOptions, 'onTaskEnd' | 'onError'>;
}

function startMergeLoop({ jobs, objects, worker, budgetMs, onSurplus, observers }: MergeParts) {
  const inTurn = createTurns();
  return startClaimLoop({
    tasks: jobs,
    worker,
    step: 'merge',
    parallel: 1,
    start: (task) => runMerge(task as MergeTask, { jobs, objects, inTurn }),
    moveJobs: (moved) => moveJobs(moved, { jobs, objects }),
    budgetMs,
    onSurplus,
    ...observers,
  });
}
