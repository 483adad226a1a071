import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { createPostgresDatabase } from '../database/postgres-database.ts';
import { createJobStore } from '../jobs/create-job-store.ts';
import type { JobObserver, JobStore } from '../jobs/job-store.ts';
import { createFolderObjectStore } from '../objects/folder-object-store.ts';
import type { ObjectStore } from '../objects/object-store.ts';

/** Where a process of its own finds jobs and objects. */
export interface ConnectedStores {
  readonly database: Database;
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  /** The folder of `objects`, for worker threads that write their own parts. */
  readonly objectsFolder: string;
}

/** A served PostgreSQL, migrated, and the folder that all processes share. Errors: DATABASE_UNAVAILABLE. */
export async function connectStores(
  url: string,
  { storage, processing, generation }: Pick<Config, 'storage' | 'processing' | 'generation'>,
  observer?: JobObserver,
): Promise<ConnectedStores> {
  const database = await createPostgresDatabase(url);
  await migrate(database);
  const jobs = createJobStore(database, {
    leaseMs: processing.lease_seconds * 1_000,
    maxRunningJobs: generation.max_concurrent,
    ...(observer !== undefined && { observer }),
  });
  const objectsFolder = join(storage.data_dir, 'objects');
  const objects = createFolderObjectStore(objectsFolder, { isDurable: true });
  return { database, jobs, objects, objectsFolder };
}
