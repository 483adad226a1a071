import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../shared/database/database.ts';
import { MIGRATIONS } from '../../shared/database/generated/migrations.ts';
import { knownRelease, migrate, migrateDown, readSchemaState } from '../../shared/database/migrate.ts';
import { createPostgresDatabase } from '../../shared/database/postgres-database.ts';
import { createJobStore } from '../../shared/jobs/create-job-store.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';
import { engineSkipReason, type PostgresEngine, startPostgres } from '../support/engines.ts';
import { type FunctionProcess, ringAt, startFunctionProcess } from '../support/function-process.ts';
import { nextRelease } from '../support/next-release.ts';
import { smallJob } from '../support/small-job.ts';

const SKIP = engineSkipReason('postgres');
const TENANT = 'default';
const CHUNKS = 60;

type Release = 'this' | 'next';

describe.skipIf(SKIP !== undefined)(`an upgrade in the middle of a job, and the way back ${SKIP ?? ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tabular-rolling-'));
  const processes: FunctionProcess[] = [];
  let engine: PostgresEngine;
  let database: Database;
  let jobs: JobStore;
  beforeAll(async () => {
    engine = await startPostgres();
    database = await createPostgresDatabase(engine.url);
    await migrate(database);
    jobs = createJobStore(database);
  });
  afterAll(async () => {
    for (const { child } of processes) child.kill('SIGKILL');
    await database?.close();
    await engine?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(name: string, release: Release): Promise<FunctionProcess> {
    const program = release === 'this' ? undefined : ['test/support/next-release-function.ts', name];
    const started = await startFunctionProcess(name, { DATABASE_URL: engine.url, TABULAR_DATA_DIR: folder }, program);
    processes.push(started);
    return started;
  }

  /** Chunks that have ended. */
  async function doneChunks(jobId: string): Promise<number> {
    const query = "SELECT count(*) AS done FROM tasks WHERE job_id = $1 AND step = 'chunk' AND state = 'succeeded'";
    const [row] = await database.query<{ done: number }>(query, [jobId]);
    return row!.done;
  }

  /** Rings a function of a release, and stops it as platforms do once so many chunks have ended. */
  async function workUntil(jobId: string, chunks: number, release: Release): Promise<void> {
    const chunk = await start('chunk', release);
    const ringing = ringAt(chunk.url).catch(() => undefined);
    await expect.poll(() => doneChunks(jobId), { timeout: 60_000, interval: 20 }).toBeGreaterThanOrEqual(chunks);
    expect(await chunk.stop()).toBe(0);
    await ringing;
  }

  async function ringUntilEnd(name: string, release: Release): Promise<void> {
    const process = await start(name, release);
    expect((await ringAt(process.url)).status).toBe(200);
    expect(await process.stop()).toBe(0);
  }

  const newJob = async () =>
    (await jobs.createJob(smallJob({ rows: CHUNKS * 40_000, format: 'csv', chunk_rows: 40_000 }))).job.id;
  const filesOf = async (jobId: string) => (await jobs.getManifest(TENANT, jobId)).tables.map(({ files }) => files);

  it('gives the dataset that an undisturbed run gives', async () => {
    const rolled = await newJob();
    await workUntil(rolled, 5, 'this');
    // Forward: the next release migrates while the job is under way.
    await workUntil(rolled, 15, 'next');
    expect(await readSchemaState(database)).toMatchObject({ release: knownRelease() + 1, isSupported: true });
    // Back, on its schema; then forward again, and back with the schema.
    await workUntil(rolled, 25, 'this');
    await workUntil(rolled, 35, 'next');
    expect(await migrateDown(database, MIGRATIONS.length, nextRelease(MIGRATIONS, knownRelease()))).toHaveLength(1);
    await ringUntilEnd('chunk', 'this');
    expect(await doneChunks(rolled)).toBe(CHUNKS);
    await ringUntilEnd('merge', 'next');

    const undisturbed = await newJob();
    await ringUntilEnd('chunk', 'this');
    await ringUntilEnd('merge', 'this');
    expect(await jobs.getJob(TENANT, rolled)).toMatchObject({ state: 'succeeded' });
    expect(await filesOf(rolled)).toEqual(await filesOf(undisturbed));
    expect(await jobs.readLoad()).toMatchObject({ leasedTasks: 0, unfinishedTasks: 0 });
  });
});
