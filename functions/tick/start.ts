import { availableParallelism } from 'node:os';
import type { ConfigWithDatabase } from '../../shared/config/require-database.ts';
import { VERSION } from '../../shared/config/version.ts';
import { createRing } from '../../shared/http/ring-function.ts';
import { type ServedFunction, serveFunction } from '../../shared/http/serve-function.ts';
import { compileKernels } from '../../shared/kernels/wasm-kernels.ts';
import { finishDatasets } from '../../shared/tasks/finish-datasets.ts';
import { registerWorker } from '../../shared/tasks/register-worker.ts';
import { createStartTask } from '../../shared/tasks/start-task.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import type { Metrics } from '../../shared/telemetry/metrics.ts';
import { requireWorkers } from '../../shared/workers/require-workers.ts';
import { createWorkerPool } from '../../shared/workers/worker-pool.ts';
import { createTickApp } from './app.ts';
import { readConfig } from './config.ts';
import { maintenanceRulesOf } from './maintenance-rules.ts';
import { runTick } from './run-tick.ts';
import { createTriggers } from './run-triggers.ts';
import { createTicker } from './ticker.ts';

/** Serves the tick function until SIGTERM. */
export function start(program: NodeJS.Process): Promise<void> {
  return serveFunction(program, {
    name: 'tick',
    version: VERSION,
    readConfig: () => readConfig(program.env, program.cwd()),
    internal: ({ security }) => ({
      secret: security.internal_secret,
      trustedTriggers: security.trusted_triggers,
    }),
    start: startTick,
  });
}

async function startTick(
  config: ConfigWithDatabase,
  telemetry: { readonly log: Log; readonly metrics: Metrics },
): Promise<ServedFunction> {
  const { database, jobs, objects, objectsAddress, worker, observers } = await registerWorker(
    'tick',
    config,
    telemetry,
  );
  const workers = config.generation.parallel_workers || availableParallelism();
  const pool = createWorkerPool({ workers, kernels: compileKernels(), objects: objectsAddress });
  const ring = createRing(config, telemetry.log);
  const work = {
    jobs,
    objects,
    database,
    worker,
    parallel: pool.workers,
    deadlineSeconds: config.processing.job_deadline_seconds,
    ...maintenanceRulesOf(config),
    now: Date.now,
    triggers: createTriggers({ database, jobs, objects }, config, {
      ring: () => void ring('chunk'),
      onError: observers.onError,
      now: Date.now,
    }),
    startTask: createStartTask({ pool, jobs, objects }),
    finishDatasets: () => finishDatasets({ jobs, objects }),
    // Rings may have been lost: whoever can help is rung again.
    onSurplus: () => void Promise.all([ring('chunk'), ring('merge')]),
    ...observers,
  };
  const ticker = createTicker((signal) => runTick(work, { signal }));
  const readiness = { database, objects, jobs, checkProcessing: () => requireWorkers(pool), now: Date.now };
  const probes = { version: VERSION, readiness, metrics: () => telemetry.metrics.render() };
  return {
    api: createTickApp(() => ticker.tick(), probes),
    async close() {
      await ticker.stop();
      await pool.close();
      await database.close();
    },
  };
}
