import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job } from '../../shared/contracts/job.ts';
import type { Database } from '../../shared/database/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPostgresDatabase } from '../../shared/database/postgres-database.ts';
import { createJobStore } from '../../shared/jobs/create-job-store.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';
import { createFolderObjectStore } from '../../shared/objects/folder-object-store.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import { submitJob } from '../../shared/tasks/submit-job.ts';
import { startPostgres } from './engines.ts';
import { type SmallJobOptions, smallJob } from './small-job.ts';

/** A PostgreSQL and a folder that hosted functions share with the test. */
export interface HostedStores {
  /** What every function is told of them; for `HostedOptions.env`. */
  readonly env: Readonly<Record<string, string>>;
  /** For `HostedOptions.reaches`. */
  readonly port: number;
  readonly folder: string;
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  submit(job: SmallJobOptions): Promise<Job>;
  /** Until somebody holds a lease. */
  untilAtWork(jobId: string): Promise<void>;
  close(): Promise<void>;
}

export async function startHostedStores(): Promise<HostedStores> {
  const folder = mkdtempSync(join(tmpdir(), 'tabular-stores-'));
  const server = await startPostgres();
  const database: Database = await createPostgresDatabase(server.url);
  await migrate(database);
  const jobs = createJobStore(database);
  const objects = createFolderObjectStore(join(folder, 'objects'), { isDurable: false });
  return {
    env: { DATABASE_URL: server.url.replace('127.0.0.1', '{host}'), TABULAR_DATA_DIR: folder },
    port: server.port,
    folder,
    jobs,
    objects,
    submit: async (options) => (await submitJob(smallJob(options), { jobs, objects })).job,
    async untilAtWork(jobId) {
      while ((await jobs.readLoad()).leasedTasks === 0) await jobs.waitForEvents('default', jobId, 100);
    },
    async close() {
      await database.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
