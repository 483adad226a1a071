import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { s3Variables } from '../../scripts/engines/s3-engine.ts';
import { runLocalJob } from '../../scripts/tabular/local-job.ts';
import { datasetIdOf } from '../../shared/contracts/dataset-id.ts';
import type { Database } from '../../shared/database/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPostgresDatabase } from '../../shared/database/postgres-database.ts';
import { createJobStore } from '../../shared/jobs/create-job-store.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';
import { deleteBelow } from '../../shared/objects/delete-below.ts';
import { datasetPrefix, partsPrefix } from '../../shared/objects/object-keys.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import { createS3ObjectStore } from '../../shared/objects/s3/s3-object-store.ts';
import { type SubmittedJob, submitJob } from '../../shared/tasks/submit-job.ts';
import type { PostgresEngine, S3Engine } from './engines.ts';
import { s3AddressOf } from './s3-address.ts';

const TENANT = 'default';

/** One database and one bucket that workers share, seen from the side: no fault of a test is in between. */
export interface FaultStores {
  readonly database: Database;
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  /** What workers are told of them: leases of 2 s, files of their own below a folder of the test. */
  readonly env: Readonly<Record<string, string>>;
  submit(job: SubmittedJob): Promise<string>;
  /**
   * Expects that the job left exactly what an undisturbed one leaves, after maintenance: the same bytes, and no lease,
   * part, upload or temporary file. Then deletes the dataset.
   */
  requireWhole(jobId: string, expectedSha256: string): Promise<void>;
  close(): Promise<void>;
}

export async function openFaultStores(
  { postgres, s3 }: { readonly postgres: PostgresEngine; readonly s3: S3Engine },
  databaseName = 'postgres',
): Promise<FaultStores> {
  if (databaseName !== 'postgres') await createDatabase(postgres, databaseName);
  const url = postgres.urlOf(databaseName);
  const database = await createPostgresDatabase(url, { poolSize: 3 });
  await migrate(database);
  const jobs = createJobStore(database);
  const objects = createS3ObjectStore(s3AddressOf(s3));
  const scratch = mkdtempSync(join(tmpdir(), 'tabular-workers-'));
  return {
    database,
    jobs,
    objects,
    env: {
      DATABASE_URL: url,
      ...addressVariables(s3),
      TABULAR_DATABASE_POOL_SIZE: '4',
      TABULAR_PROCESSING_LEASE_SECONDS: '2',
      TABULAR_STORAGE_DATA_DIR: scratch,
      TMPDIR: scratch,
      NODE_DISABLE_COMPILE_CACHE: '1',
    },
    submit: async (job) => (await submitJob(job, { jobs, objects })).job.id,
    async requireWhole(jobId, expectedSha256) {
      await requireEnding(jobs, jobId);
      expect(await sha256OfDataset(objects, jobId)).toBe(expectedSha256);
      expect(await countLeases(database)).toBe(0);
      expect(await objects.list(partsPrefix(TENANT, jobId))).toEqual([]);
      const prefix = datasetPrefix(TENANT, datasetIdOf(jobId));
      expect((await objects.listUploads()).filter(({ key }) => key.startsWith(prefix))).toEqual([]);
      expect(readdirSync(scratch)).toEqual([]);
      await deleteBelow(objects, prefix);
    },
    async close() {
      await database.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** The SHA-256 of the file that the job makes when nothing disturbs it, made in this process. */
export async function sha256OfUndisturbed(job: SubmittedJob): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tabular-undisturbed-'));
  try {
    const { path } = await runLocalJob({ ...job, outputPath: join(folder, 'data.csv'), workers: 1 });
    return sha256(await readFile(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Where workers find a bucket; with another endpoint, through what stands before it. */
export function addressVariables(s3: S3Engine, endpoint = s3.endpoint): Record<string, string> {
  return { ...s3Variables(s3), S3_ENDPOINT: endpoint };
}

async function createDatabase(postgres: PostgresEngine, name: string): Promise<void> {
  const server = await createPostgresDatabase(postgres.url, { poolSize: 1 });
  await server.execute(`CREATE DATABASE ${name}`);
  await server.close();
}

/** All its rows, each counted once. */
async function requireEnding(jobs: JobStore, jobId: string): Promise<void> {
  const { state, error, steps, num_records } = await jobs.getJob(TENANT, jobId);
  expect([state, error]).toEqual(['succeeded', null]);
  expect(steps.find(({ name }) => name === 'chunk')?.value).toBe(num_records);
}

/** A dataset of one file and its manifest, and nothing beside them. */
async function sha256OfDataset(objects: ObjectStore, jobId: string): Promise<string> {
  const prefix = datasetPrefix(TENANT, datasetIdOf(jobId));
  const keys = (await objects.list(prefix)).map(({ key }) => key.slice(prefix.length));
  expect(keys).toEqual(['data.csv', 'manifest.json']);
  return sha256(await objects.read(`${prefix}data.csv`));
}

async function countLeases(database: Database): Promise<number> {
  const query = 'SELECT count(*) AS leases FROM tasks WHERE lease_until IS NOT NULL';
  return (await database.query<{ leases: number }>(query))[0]!.leases;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
