import type { SubmittedJob } from '../../shared/tasks/submit-job.ts';
import type { PostgresEngine, S3Engine } from './engines.ts';
import { type FaultStores, openFaultStores, sha256OfUndisturbed } from './fault-stores.ts';
import { type CallCounts, type Edge, startKillingProxies } from './killing-proxies.ts';
import { WorkerFleet } from './worker-fleet.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

interface Servers {
  readonly postgres: PostgresEngine;
  readonly s3: S3Engine;
}

/** A database of its own on the servers, and three workers that take over what a killed one leaves. */
interface Cell {
  readonly stores: FaultStores;
  readonly others: WorkerFleet;
}

/** Where a worker is killed. */
export interface KillMoment {
  readonly edge: Edge;
  /** Its number among the worker's calls to that edge, from 1. */
  readonly call: number;
}

export interface KilledJobs {
  /**
   * Runs the job again and again, several at a time, until `next` has no moment any more: a fresh worker begins it alone
   * and is killed at the moment, the others finish it, and the dataset must be whole.
   */
  run(
    job: SubmittedJob,
    next: (outcomes: readonly KillOutcome[]) => KillMoment | undefined,
  ): Promise<readonly KillOutcome[]>;
  close(): Promise<void>;
}

export interface KillOutcome extends KillMoment {
  /** False: the worker had ended the job before it made so many calls. */
  readonly hasKilled: boolean;
  /** What it has called. */
  readonly counts: Readonly<CallCounts>;
}

const OTHERS = ['chunk', 'merge', 'tick'] as const;

/** Jobs run at a time: most of the time they wait for leases to end. */
export async function startKilledJobs(servers: Servers, cellCount: number): Promise<KilledJobs> {
  const cells = await Promise.all(Array.from({ length: cellCount }, (_, index) => startCell(servers, `cell_${index}`)));
  return {
    async run(job, next) {
      const expected = await sha256OfUndisturbed(job);
      const outcomes: KillOutcome[] = [];
      await Promise.all(
        cells.map(async (cell) => {
          for (let moment = next(outcomes); moment !== undefined; moment = next(outcomes))
            outcomes.push(await runKilled(servers, cell, { job, expected, moment }));
        }),
      );
      return outcomes;
    },
    async close() {
      for (const { stores, others } of cells) {
        await others.close();
        await stores.close();
      }
    },
  };
}

async function startCell(servers: Servers, databaseName: string): Promise<Cell> {
  const stores = await openFaultStores(servers, databaseName);
  return { stores, others: await WorkerFleet.start({ stores, names: OTHERS }) };
}

interface KilledJob {
  readonly job: SubmittedJob;
  readonly expected: string;
  readonly moment: KillMoment;
}

async function runKilled(
  servers: Servers,
  { stores, others }: Cell,
  { job, expected, moment }: KilledJob,
): Promise<KillOutcome> {
  const jobId = await stores.submit(job);
  let victim: WorkerProcess | undefined;
  const proxies = await startKillingProxies({
    ...servers,
    ...moment,
    databaseUrl: stores.env['DATABASE_URL']!,
    kill: () => void victim?.child.kill('SIGKILL'),
  });
  victim = startWorker('tick', { env: { ...stores.env, ...proxies.env } });
  await victim.ring();
  const outcome = { ...moment, hasKilled: proxies.hasKilled, counts: { ...proxies.counts } };
  victim.child.kill('SIGKILL');
  await victim.ended;
  await proxies.close();
  await others.work(jobId);
  await stores.requireWhole(jobId, expected);
  return outcome;
}
