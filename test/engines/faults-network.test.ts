import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createS3ObjectStore } from '../../shared/objects/s3/s3-object-store.ts';
import {
  engineSkipReason,
  type PostgresEngine,
  type S3Engine,
  startPostgres,
  startVersitygw,
} from '../support/engines.ts';
import { addressVariables, type FaultStores, openFaultStores, sha256OfUndisturbed } from '../support/fault-stores.ts';
import { type NetworkLink, startNetworkLink } from '../support/network-link.ts';
import { s3AddressOf } from '../support/s3-address.ts';
import { smallJob } from '../support/small-job.ts';
import { WorkerFleet } from '../support/worker-fleet.ts';

const SKIP = engineSkipReason('postgres') ?? engineSkipReason('versitygw');
const TIMEOUT_MS = 180_000;
const JOB = smallJob({ rows: 200_000, format: 'csv', chunk_rows: 2_000 });
const RESET_EVERY_MS = 500;
const HOLE_MS = 3_000;
/** More than a connection is given to answer, and less than two of them. */
const ONE_SILENCE_MS = 45_000;

describe.skipIf(SKIP !== undefined)(`a job of 100 chunks on four workers is whole ${SKIP ?? ''}`, () => {
  let postgres: PostgresEngine;
  let s3: S3Engine;
  let stores: FaultStores;
  let expected: string;
  let toPostgres: NetworkLink;
  let toS3: NetworkLink;
  let fleet: WorkerFleet;
  let jobId: string;
  beforeAll(async () => {
    [postgres, s3] = await Promise.all([startPostgres(), startVersitygw()]);
    stores = await openFaultStores({ postgres, s3 });
    expected = await sha256OfUndisturbed(JOB);
  }, TIMEOUT_MS);
  beforeEach(async () => {
    [toPostgres, toS3] = await Promise.all([startNetworkLink(postgres.port), startNetworkLink(s3.port)]);
    const database = new URL(postgres.url);
    database.port = String(toPostgres.port);
    const env = {
      DATABASE_URL: database.href,
      ...addressVariables(s3, `http://127.0.0.1:${toS3.port}`),
      TABULAR_DATABASE_STATEMENT_TIMEOUT_SECONDS: '2',
    };
    fleet = await WorkerFleet.start({
      stores,
      names: ['chunk', 'chunk', 'merge', 'tick'],
      optionsOf: () => ({ env }),
    });
    jobId = await stores.submit(JOB);
  }, TIMEOUT_MS);
  afterEach(async () => {
    await fleet.close();
    await Promise.all([toPostgres.close(), toS3.close()]);
  });
  afterAll(async () => {
    await stores?.close();
    await Promise.all([postgres?.close(), s3?.close()]);
  });

  async function requireWhole(fault: string): Promise<void> {
    const startMs = performance.now();
    await fleet.work(jobId);
    await stores.requireWhole(jobId, expected);
    process.stdout.write(`${fault}: whole ${Math.round(performance.now() - startMs)} ms later\n`);
  }

  it(
    'when everything arrives 10 ms later',
    async () => {
      for (const link of [toPostgres, toS3]) link.delayMs = 10;
      await requireWhole('latency');
    },
    TIMEOUT_MS,
  );

  it(
    'when each connection carries 2 MB in a second',
    async () => {
      for (const link of [toPostgres, toS3]) link.bytesPerSecond = 2_000_000;
      await requireWhole('slow network');
    },
    TIMEOUT_MS,
  );

  it(
    'when all connections break every half second',
    async () => {
      for (const link of [toPostgres, toS3]) link.delayMs = 5;
      let resets = 0;
      const end = fleet.workUntilShare(jobId, 1);
      while (!(await Promise.race([end.then(() => true), delay(RESET_EVERY_MS, false)]))) {
        for (const link of [toPostgres, toS3]) link.reset();
        resets += 1;
      }
      await requireWhole(`${resets} resets`);
    },
    TIMEOUT_MS,
  );

  it.each(['PostgreSQL', 'S3'] as const)(
    'when for 3 s nothing reaches %s, and no connection from before ever works again',
    async (name) => {
      const link = name === 'S3' ? toS3 : toPostgres;
      await fleet.workUntilShare(jobId, 0.2);
      link.isBlackHole = true;
      await delay(HOLE_MS);
      link.isBlackHole = false;
      await requireWhole(`${name} in a black hole`);
    },
    TIMEOUT_MS,
  );

  it(
    'after one silence for a reader that had many connections',
    async () => {
      const address = { ...s3AddressOf(s3), endpoint: `http://127.0.0.1:${toS3.port}` };
      const objects = createS3ObjectStore(address, { patienceMs: ONE_SILENCE_MS });
      await objects.put('t/one', [new Uint8Array(9)]);
      await Promise.all(Array.from({ length: 8 }, () => objects.read('t/one')));
      toS3.isBlackHole = true;
      toS3.isBlackHole = false;
      expect(await objects.read('t/one')).toHaveLength(9);
      await objects.delete(['t/one']);
    },
    TIMEOUT_MS,
  );
});
