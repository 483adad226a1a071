import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  engineSkipReason,
  type PostgresEngine,
  type S3Engine,
  startPostgres,
  startVersitygw,
} from '../support/engines.ts';
import { heavyJob } from '../support/heavy-job.ts';
import { type KilledJobs, type KillOutcome, startKilledJobs } from '../support/killed-jobs.ts';
import { smallJob } from '../support/small-job.ts';

const SKIP = engineSkipReason('postgres') ?? engineSkipReason('versitygw');
const TIMEOUT_MS = 600_000;
/** Jobs at a time: most of the time they wait for a lease to end. */
const CELLS = 5;

const PUT_WHOLE = smallJob({ rows: 8_000, format: 'csv', chunk_rows: 2_000 });
const LONG = smallJob({ rows: 200_000, format: 'csv', chunk_rows: 2_000 });
/** Seeded values on the long job, half of them at each edge, within the calls that one worker makes for it. */
const SEEDED = {
  database: fc.sample(fc.noBias(fc.integer({ min: 20, max: 150 })), { seed: 5, numRuns: 10 }),
  objects: fc.sample(fc.noBias(fc.integer({ min: 1, max: 200 })), { seed: 5, numRuns: 10 }),
};

describe.skipIf(SKIP !== undefined)(`a worker killed at its n-th call ${SKIP ?? ''}`, () => {
  let postgres: PostgresEngine;
  let s3: S3Engine;
  let jobs: KilledJobs;
  beforeAll(async () => {
    [postgres, s3] = await Promise.all([startPostgres(), startVersitygw()]);
    jobs = await startKilledJobs({ postgres, s3 }, CELLS);
  }, TIMEOUT_MS);
  afterAll(async () => {
    await jobs?.close();
    await Promise.all([postgres?.close(), s3?.close()]);
  });

  it.each([
    { edge: 'database', kind: 'put whole', job: PUT_WHOLE, calls: 80 },
    { edge: 'objects', kind: 'put whole', job: PUT_WHOLE, calls: 10 },
    { edge: 'objects', kind: 'uploaded by its chunks', job: heavyJob(4), calls: 8 },
  ] as const)(
    'to the $edge leaves what others finish, for n = 1, 2, … until it is through: 4 chunks, their file $kind',
    async ({ edge, job, calls }) => {
      let call = 0;
      const outcomes = await jobs.run(job, (ended) =>
        ended.every(({ hasKilled }) => hasKilled) ? { edge, call: ++call } : undefined,
      );
      report(outcomes);
      expect(outcomes.filter(({ hasKilled }) => hasKilled).length).toBeGreaterThan(calls);
    },
    TIMEOUT_MS,
  );

  it.each(['database', 'objects'] as const)(
    'to the %s leaves what others finish, for seeded n: 100 chunks',
    async (edge) => {
      const calls = SEEDED[edge].values();
      const outcomes = await jobs.run(LONG, () => {
        const { value, done } = calls.next();
        return done ? undefined : { edge, call: value };
      });
      report(outcomes);
      expect(outcomes.map(({ hasKilled }) => hasKilled)).toEqual(SEEDED[edge].map(() => true));
    },
    TIMEOUT_MS,
  );
});

/** Which calls those were, and how many a worker makes that lives. */
function report(outcomes: readonly KillOutcome[]): void {
  const killed = outcomes.filter(({ hasKilled }) => hasKilled).map(({ call }) => call);
  const counts = outcomes.find(({ hasKilled }) => !hasKilled)?.counts;
  const through = counts === undefined ? '' : `; through with ${JSON.stringify(counts)}`;
  process.stdout.write(`killed at ${outcomes[0]?.edge} call ${killed.toSorted((a, b) => a - b).join(' ')}${through}\n`);
}
