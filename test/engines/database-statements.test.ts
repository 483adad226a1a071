import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../shared/database/migrate.ts';
import { createPostgresDatabase } from '../../shared/database/postgres-database.ts';
import { createJobStore } from '../../shared/jobs/create-job-store.ts';
import { advanceJobs } from '../../shared/tasks/move-jobs.ts';
import { startClaimLoop } from '../../shared/workers/claim-loop.ts';
import { type CountingDatabase, countingDatabase } from '../support/counting-database.ts';
import { engineSkipReason, type PostgresEngine, startPostgres } from '../support/engines.ts';
import { resultOf, TENANT } from '../support/job-store-harness.ts';
import { smallJob } from '../support/small-job.ts';

const SKIP = engineSkipReason('postgres');
const CHUNKS = 10_000;
const WORKERS = 4;
const STATEMENTS_MAX = 6;

describe.skipIf(SKIP !== undefined)(`a job of tiny chunks on PostgreSQL ${SKIP ?? ''}`, () => {
  let engine: PostgresEngine;
  const databases: CountingDatabase[] = [];
  beforeAll(async () => {
    engine = await startPostgres();
    for (let worker = 0; worker < WORKERS; worker++) {
      databases.push(countingDatabase(await createPostgresDatabase(engine.url, { poolSize: 4 })));
    }
    await migrate(databases[0]!);
  });
  afterAll(async () => {
    for (const database of databases) await database.close();
    await engine?.close();
  });

  it(`costs at most ${STATEMENTS_MAX} statements a chunk with ${WORKERS} workers, counted at the server`, async () => {
    const { job } = await createJobStore(databases[0]!).createJob(smallJob({ rows: CHUNKS, chunk_rows: 1 }));
    for (const database of databases) Object.assign(database, { statements: 0, servedStatements: 0 });
    const startedMs = performance.now();
    const workers = databases.map((database, index) => {
      const jobs = createJobStore(database);
      const loop = startClaimLoop({
        tasks: jobs,
        worker: { slot: `worker-${index}`, incarnation: 'first' },
        step: 'chunk',
        parallel: 2,
        start: (task) => ({ result: Promise.resolve(resultOf(task)), rowsDone: () => 1, cancel: () => undefined }),
        moveJobs: (moved) => advanceJobs(jobs, moved),
      });
      loop.ring();
      return { jobs, loop };
    });
    const { jobs } = workers[0]!;
    const isMerging = async () => (await jobs.getJob(TENANT, job.id)).steps[0]!.state === 'succeeded';
    await expect.poll(isMerging, { timeout: 60_000, interval: 250 }).toBe(true);
    const seconds = (performance.now() - startedMs) / 1_000;
    await Promise.all(workers.map(({ loop }) => loop.stop()));
    const perChunk = databases.reduce((sum, { servedStatements }) => sum + servedStatements, 0) / CHUNKS;
    console.info(`${perChunk.toFixed(2)} statements a chunk, ${Math.round(CHUNKS / seconds)} chunks a second`);
    expect(perChunk).toBeLessThanOrEqual(STATEMENTS_MAX);
    expect((await jobs.getJob(TENANT, job.id)).steps[0]).toMatchObject({ value: CHUNKS, max: CHUNKS });
  });
});
