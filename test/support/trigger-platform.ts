import { createTriggers, type TriggerReport } from '../../functions/tick/run-triggers.ts';
import type { Database } from '../../shared/database/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createInboxStore } from '../../shared/inbox/create-inbox-store.ts';
import type { InboxStore } from '../../shared/inbox/inbox-store.ts';
import { createJobStore } from '../../shared/jobs/create-job-store.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';
import { createMemoryObjectStore } from '../../shared/objects/memory-object-store.ts';
import { datasetFileKey, manifestKey } from '../../shared/objects/object-keys.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import { configWith } from './generate-server.ts';
import type { TestEngine } from './temp-database.ts';

export const TENANT = 'default';
export const BUCKET = 'tabular-data';

/** What a process uses its stores through. */
export type Wrap = (stores: { readonly database: Database; readonly objects: ObjectStore }) => {
  readonly database: Database;
  readonly objects: ObjectStore;
};

/** What triggers work on, without workers: jobs end when the test says so. */
export interface TriggerPlatform {
  readonly database: Database;
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  readonly inbox: InboxStore;
  readonly errors: unknown[];
  /** One look at the triggers, as every tick has two. */
  trigger(): Promise<TriggerReport>;
  put(key: string, text: string): Promise<{ readonly etag: string }>;
  /** The objects below the tenant's prefix, as texts. */
  read(prefix: string): Promise<Record<string, string>>;
  /** All jobs, oldest first. */
  listJobs(): Promise<Awaited<ReturnType<JobStore['listJobs']>>['jobs']>;
  /** As if workers had made one file, `data.csv` with `text`. */
  succeed(jobId: string, text?: string): Promise<void>;
  fail(jobId: string): Promise<void>;
  /** Nothing waits for a later time any more. */
  hurry(): Promise<void>;
  /** As if a new process had come. */
  readonly processes: (wrap?: Wrap) => () => Promise<TriggerReport>;
  close(): Promise<void>;
}

export async function startTriggerPlatform(engine: TestEngine): Promise<TriggerPlatform> {
  const database = await engine.open();
  await migrate(database);
  const jobs = createJobStore(database);
  const objects = createMemoryObjectStore();
  const errors: unknown[] = [];
  const config = configWith({ storage: { s3_endpoint: 'memory:1', s3_bucket: BUCKET } });
  const processes = (wrap: Wrap = (stores) => stores) => {
    const wrapped = wrap({ database, objects });
    return createTriggers({ ...wrapped, jobs: createJobStore(wrapped.database) }, config, {
      ring: () => undefined,
      onError: (error) => errors.push(error),
      now: Date.now,
    });
  };
  return {
    database,
    jobs,
    objects,
    inbox: createInboxStore(database),
    errors,
    trigger: processes(),
    processes,
    put: (key, text) => objects.put(`t/${TENANT}/${key}`, [new TextEncoder().encode(text)]),
    async read(prefix) {
      const found = await objects.list(`t/${TENANT}/${prefix}`);
      const texts = found.map(async ({ key }) => [
        key.slice(`t/${TENANT}/`.length),
        new TextDecoder().decode(await objects.read(key)),
      ]);
      return Object.fromEntries(await Promise.all(texts));
    },
    listJobs: async () => (await jobs.listJobs(TENANT, {}, { limit: 200 })).jobs.toReversed(),
    async succeed(jobId, text = 'id\n1\n') {
      const dataset = jobId.replace('job_', 'ds_');
      const file = {
        name: 'data.csv',
        bytes: text.length,
        crc32: '00000000',
        num_records: 1,
        row_start: 0,
        row_end: 1,
      };
      const manifest = {
        ...{ manifest_version: 1 as const, dataset_id: dataset, job_id: jobId, spec_hash: 'spec', plan_hash: 'plan' },
        ...{ generation_version: 1, seed: 7, tables: [{ name: 'data', num_records: 1, columns: [], files: [file] }] },
      };
      await objects.put(datasetFileKey(TENANT, dataset, 'data.csv'), [new TextEncoder().encode(text)]);
      await objects.put(manifestKey(TENANT, dataset), [new TextEncoder().encode(JSON.stringify(manifest))]);
      await jobs.advanceJob(TENANT, jobId);
      await database.query("UPDATE job_steps SET state = 'succeeded' WHERE job_id = $1", [jobId]);
      await jobs.finishJob(TENANT, jobId, manifest);
    },
    async fail(jobId) {
      await jobs.advanceJob(TENANT, jobId);
      await database.execute("UPDATE jobs SET progressed_at = now() - interval '2 hours'");
      await jobs.failStalled(3_600);
    },
    async hurry() {
      await database.execute("UPDATE inbox_events SET not_before = '-infinity' WHERE ended_at IS NULL");
      await database.execute("UPDATE schedule_runs SET not_before = '-infinity' WHERE ended_at IS NULL");
    },
    close: () => database.close(),
  };
}
