import type { Config } from '../../shared/config/config.ts';
import { createRing } from '../../shared/http/ring-function.ts';
import type { JobObserver } from '../../shared/jobs/job-store.ts';
import { createSchemaStore } from '../../shared/schemas/create-schema-store.ts';
import { connectStores } from '../../shared/tasks/connect-stores.ts';
import type { JobStores } from './dependencies.ts';

/** The stores of a process without workers: those are other processes, which are rung. */
export async function connectJobStores(url: string, config: Config, observer?: JobObserver): Promise<JobStores> {
  const { database, jobs, objects } = await connectStores(url, config, observer);
  const ring = createRing(config.processing.functions_url, config.security.api_key);
  const schemas = createSchemaStore(database);
  return { database, jobs, objects, schemas, ring: () => ring('chunk') };
}
