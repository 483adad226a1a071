import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../functions/generate/read-config.ts';
import { datasetIdOf } from '../../shared/contracts/dataset-id.ts';
import type { Job } from '../../shared/contracts/job.ts';
import type { PlannedTable } from '../../shared/contracts/plan.ts';
import type { SpecDocument } from '../../shared/contracts/spec-document.ts';
import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import { INTERNAL_HEADER } from '../../shared/http/admit-request.ts';
import { deleteBelow } from '../../shared/objects/delete-below.ts';
import { datasetPrefix } from '../../shared/objects/object-keys.ts';
import { planHash } from '../../shared/planning/plan-hash.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { type ConnectedStores, connectStores } from '../../shared/tasks/connect-stores.ts';
import { submitJob } from '../../shared/tasks/submit-job.ts';
import { findFreePort } from '../engines/free-port.ts';
import { type S3Access, s3Variables } from '../engines/s3-engine.ts';
import { processSeconds } from './process-time.ts';
import { spawnServer, startServer, waitForPort } from './server-process.ts';

export interface FleetOptions {
  readonly databaseUrl: string;
  /** Where chunk processes find the database, when not there. */
  readonly chunkDatabaseUrl?: string;
  /** Of all processes; also where objects go without a bucket. */
  readonly dataFolder: string;
  readonly bucket?: S3Access;
  /** Where the merge process finds the bucket, when not there. */
  readonly mergeEndpoint?: string;
}

/** Processes of the bundled chunk function, each with one thread, and one of the merge function, which a caller rings. */
export interface Fleet extends ConnectedStores {
  /** Plans and submits; answers the job's id. `merge`: how files are made in a bucket, unless planning decides. */
  submit(spec: SpecDocument, merge?: PlannedTable['merge']): Promise<string>;
  /** Rings until the job is there where `isThere` says; throws when it fails. */
  workUntil(jobId: string, isThere: (job: Job) => boolean, who?: 'chunk' | 'all'): Promise<Job>;
  /** Removes the files of a job. */
  removeFiles(jobId: string): Promise<void>;
  /** Kills a chunk process as a crash would and starts another one in its place; waits for neither. */
  replaceWorker(index: number): void;
  readonly workers: number;
  /** Processor time that the chunk processes and the merge process have taken so far. */
  seconds(): number;
  close(): Promise<void>;
}

const WORKERS = 4;
const POLL_MS = 25;
/** Between two rings of a process that had nothing to do. */
const QUIET_MS = 100;
const SECRET = 'known-to-the-benchmark-only';

/** Starts everything and waits until it listens. The database is migrated. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const env = environmentOf(options);
  const { config } = await readConfig({ ...process.env, ...env }, options.dataFolder);
  const stores = await connectStores(options.databaseUrl, config);
  const chunkEnv = { ...env, DATABASE_URL: options.chunkDatabaseUrl ?? options.databaseUrl };
  const mergeEnv = { ...env, ...(options.mergeEndpoint !== undefined && { S3_ENDPOINT: options.mergeEndpoint }) };
  const start = (port: number) => spawnServer(['dist/chunk/index.mjs'], chunkEnv, port);
  const ports = await freePorts(WORKERS);
  const chunks = ports.map(start);
  const merge = await startServer(['dist/merge/index.mjs'], mergeEnv);
  await Promise.all(chunks.map(({ port, process }) => waitForPort(port, process)));
  return {
    ...stores,
    workers: ports.length,
    async submit(spec, mode) {
      const { plan, blockSums } = planJob(spec);
      const tables = plan.tables.map((table) => ({ ...table, ...(mode !== undefined && { merge: mode }) }));
      const chosen = { ...plan, tables };
      const job = { tenantId: TENANT_ID, spec, plan: chosen, blockSums, planHash: planHash(chosen) };
      return (await submitJob(job, stores)).job.id;
    },
    async workUntil(jobId, isThere, who = 'all') {
      const over = new AbortController();
      const rung = [...ports, ...(who === 'all' ? [merge.port] : [])];
      const ringing = Promise.all(rung.map((port) => keepRinging(port, over.signal)));
      const there = untilThere(stores, { jobId, isThere, signal: over.signal });
      try {
        await Promise.race([there, ringing]);
      } finally {
        over.abort();
      }
      await ringing;
      return there;
    },
    removeFiles: (jobId) => deleteBelow(stores.objects, datasetPrefix(TENANT_ID, datasetIdOf(jobId))),
    replaceWorker(index) {
      chunks[index]!.process.kill('SIGKILL');
      chunks[index] = start(ports[index]!);
    },
    seconds: () => [...chunks, merge].reduce((sum, { process }) => sum + processSeconds(process.pid!), 0),
    async close() {
      await Promise.all([...chunks, merge].map((server) => server.stop()));
      await stores.database.close();
    },
  };
}

function environmentOf({ databaseUrl, dataFolder, bucket }: FleetOptions): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    TABULAR_DATA_DIR: dataFolder,
    TABULAR_GENERATION_PARALLEL_WORKERS: '1',
    TABULAR_INTERNAL_SECRET: SECRET,
    ...(bucket && s3Variables(bucket)),
  };
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await findFreePort());
  return [...ports];
}

/** As those who ring do: again when the work has ended, and when nobody answers. */
async function keepRinging(port: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const headers = { [INTERNAL_HEADER]: SECRET };
      const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, signal });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`a function that was rung answered ${answer.status}`);
    } catch (error) {
      // killed and not there again yet, or no longer wanted
      if (!(error instanceof TypeError) && !signal.aborted) throw error;
    }
    await sleep(QUIET_MS, undefined, { signal }).catch(() => undefined);
  }
}

interface Wanted {
  readonly jobId: string;
  readonly isThere: (job: Job) => boolean;
  readonly signal: AbortSignal;
}

/** Or as it was when the signal came. */
async function untilThere({ jobs }: ConnectedStores, { jobId, isThere, signal }: Wanted): Promise<Job> {
  for (;;) {
    const job = await jobs.getJob(TENANT_ID, jobId);
    if (job.state === 'failed') throw new Error(`the job failed: ${job.error?.code} ${job.error?.message}`);
    if (isThere(job) || signal.aborted) return job;
    await sleep(POLL_MS);
  }
}

/** The job has ended as it should. */
export const isWhole = ({ state }: Job): boolean => state === 'succeeded';

/** All chunks are made. */
export const areChunksMade = ({ steps }: Job): boolean => steps[0]?.state === 'succeeded';
