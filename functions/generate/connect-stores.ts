import { join } from 'node:path';
import type { Config } from '../../shared/config/config.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPostgresDatabase } from '../../shared/database/postgres-database.ts';
import { createRing } from '../../shared/http/ring-function.ts';
import { createJobStore } from '../../shared/jobs/create-job-store.ts';
import type { JobObserver } from '../../shared/jobs/job-store.ts';
import { createFolderObjectStore } from '../../shared/objects/folder-object-store.ts';
import type { JobStores } from './dependencies.ts';

/** A served PostgreSQL and the folder that its workers share. The workers are other processes, which are rung. */
export async function connectStores(url: string, config: Config, observer?: JobObserver): Promise<JobStores> {
  const { storage, processing, generation, security } = config;
  const database = await createPostgresDatabase(url);
  await migrate(database);
  const jobs = createJobStore(database, {
    leaseMs: processing.lease_seconds * 1_000,
    maxRunningJobs: generation.max_concurrent,
    ...(observer !== undefined && { observer }),
  });
  const objects = createFolderObjectStore(join(storage.data_dir, 'objects'), { isDurable: true });
  const ring = createRing(processing.functions_url, security.api_key);
  return { database, jobs, objects, ring: () => ring('chunk') };
}
