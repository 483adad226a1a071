import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { createJobStore } from '../jobs/create-job-store.ts';
import type { JobObserver, JobStore } from '../jobs/job-store.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { ObjectStoreAddress } from '../objects/object-store-address.ts';
import { openObjectStore } from '../objects/open-object-store.ts';
import { locateObjects } from './locate-objects.ts';
import { openServedDatabase } from './served-database.ts';

/** Where a process of its own finds jobs and objects. */
export interface ConnectedStores {
  readonly database: Database;
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  /** Where `objects` are, for worker threads that write their own parts. */
  readonly objectsAddress: ObjectStoreAddress;
}

export interface ConnectOptions {
  readonly observer?: JobObserver;
  /** Runs tasks, which wait for a store that restarts; others have somebody waiting for an answer. */
  readonly isWorker?: boolean;
}

const ANSWER_PATIENCE_MS = 2_000;

/** A served PostgreSQL, migrated, and the objects that all processes share. Errors: DATABASE_UNAVAILABLE, INVALID_CONFIG. */
export async function connectStores(
  url: string,
  config: Pick<Config, 'database' | 'storage' | 'processing' | 'generation'>,
  { observer, isWorker = false }: ConnectOptions = {},
): Promise<ConnectedStores> {
  const { storage, processing, generation } = config;
  const database = await openServedDatabase(url, config.database);
  await migrate(database);
  const jobs = createJobStore(database, {
    leaseMs: processing.lease_seconds * 1_000,
    maxRunningJobs: generation.max_concurrent,
    ...(observer !== undefined && { observer }),
  });
  const objectsAddress = locateObjects(storage);
  const objects = openObjectStore(objectsAddress, isWorker ? {} : { patienceMs: ANSWER_PATIENCE_MS });
  return { database, jobs, objects, objectsAddress };
}
