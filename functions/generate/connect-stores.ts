import { join } from 'node:path';
import type { Config } from '../../shared/config/config.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPostgresDatabase } from '../../shared/database/postgres-database.ts';
import { createJobStore } from '../../shared/jobs/create-job-store.ts';
import { createFolderObjectStore } from '../../shared/objects/folder-object-store.ts';
import type { JobStores } from './dependencies.ts';

/** A served PostgreSQL and the folder that its workers share. Workers elsewhere find the tasks by asking, so nobody is rung. */
export async function connectStores(url: string, { storage, processing, generation }: Config): Promise<JobStores> {
  const database = await createPostgresDatabase(url);
  await migrate(database);
  const jobs = createJobStore(database, {
    leaseMs: processing.lease_seconds * 1_000,
    maxRunningJobs: generation.max_concurrent,
  });
  const objects = createFolderObjectStore(join(storage.data_dir, 'objects'), { isDurable: true });
  return { database, jobs, objects, ring: () => undefined };
}
