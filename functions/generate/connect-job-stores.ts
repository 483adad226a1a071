import type { Cache } from '../../shared/cache/cache.ts';
import type { Config } from '../../shared/config/config.ts';
import { createRing } from '../../shared/http/ring-function.ts';
import { cacheSchemas } from '../../shared/schemas/cached-schema-store.ts';
import { createSchemaStore } from '../../shared/schemas/create-schema-store.ts';
import { connectStores } from '../../shared/tasks/connect-stores.ts';
import { createJobObserver } from '../../shared/tasks/observe-jobs.ts';
import type { Log } from '../../shared/telemetry/log.ts';
import type { Metrics } from '../../shared/telemetry/metrics.ts';
import type { JobStores } from './dependencies.ts';

/** The stores of a process without workers: those are other processes, which are rung. */
export async function connectJobStores(
  url: string,
  config: Config,
  { log, metrics, cache }: { readonly log: Log; readonly metrics: Metrics; readonly cache: Cache | undefined },
): Promise<JobStores> {
  const { database, jobs, objects } = await connectStores(url, config, {
    observer: createJobObserver(metrics, log),
  });
  const ring = createRing(config, log);
  const schemas = cacheSchemas(createSchemaStore(database), cache);
  return { database, jobs, objects, schemas, ring: () => void ring('chunk') };
}
