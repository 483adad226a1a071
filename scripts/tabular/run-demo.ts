import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { deleteJob } from '../../functions/generate/delete-job.ts';
import type { Job } from '../../shared/contracts/job.ts';
import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import { digestPath } from '../../shared/digest/digest-path.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ErrorCode } from '../../shared/errors/error-codes.ts';
import { datasetFileKey } from '../../shared/objects/object-keys.ts';
import { planHash } from '../../shared/planning/plan-hash.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { type DemoRecord, readDemoRecord, writeDemoRecord } from './demo-record.ts';
import { type EmbeddedPlatform, startEmbeddedPlatform } from './embedded-platform.ts';
import { formatBytes, formatCount } from './human-units.ts';
import { createProgress } from './progress.ts';
import { readSpec } from './read-spec.ts';
import { type Terminal, table, unlessInterrupted } from './terminal.ts';

const W1_FILE = fileURLToPath(new URL('../../docs/examples/w1.yaml', import.meta.url));
const POLL_MS = 100;

export interface DemoOptions {
  readonly dataFolder: string;
  /** Threads. */
  readonly workers: number;
  /** Of W1; the specification's ten million when absent. */
  readonly rows?: number;
}

interface MadeFile {
  readonly job: Job;
  readonly file: string;
  readonly bytes: number;
  readonly parts: number;
  readonly seconds: number;
}

/**
 * W1 through the embedded platform into one Parquet file, read back by parquet-wasm. Prints a table on standard
 * output and answers the digest. Throws whatever made the job fail.
 */
export async function runDemo(options: DemoOptions, terminal: Terminal): Promise<string> {
  const spec = await readSpec({ file: W1_FILE, rows: options.rows });
  const planned = planJob(spec);
  const { plan } = planned;
  const previous = readDemoRecord(options.dataFolder);
  const made = await makeFile(options, { spec, ...planned, previous }, terminal);
  terminal.notes('reading it back with parquet-wasm\n');
  const digest = await unlessInterrupted(digestPath(made.file), terminal.signal);
  if (digest.numRecords !== made.job.num_records)
    throw new AppError(
      'CORRUPT_PART',
      `${made.file} holds ${digest.numRecords} rows, expected ${made.job.num_records}`,
    );
  writeDemoRecord(options.dataFolder, { specHash: plan.spec_hash, jobId: made.job.id, digest: digest.total });
  terminal.data(report(made, digest.total));
  terminal.data(comparison(previous, plan.spec_hash, digest.total));
  return digest.total;
}

type Submission = Pick<Parameters<EmbeddedPlatform['submit']>[0], 'spec' | 'plan' | 'blockSums'> & {
  readonly previous: DemoRecord | undefined;
};

async function makeFile(
  { dataFolder, workers }: DemoOptions,
  { spec, plan, blockSums, previous }: Submission,
  terminal: Terminal,
): Promise<MadeFile> {
  const platform = await startEmbeddedPlatform({ dataFolder, workers });
  try {
    await removePrevious(platform, previous);
    const startedAt = performance.now();
    const { job } = await platform.submit({ tenantId: TENANT_ID, spec, plan, blockSums, planHash: planHash(plan) });
    const ended = await followJob(platform, job.id, terminal);
    const seconds = (performance.now() - startedAt) / 1_000;
    const { dataset_id, tables } = await platform.jobs.getManifest(TENANT_ID, job.id);
    const { name, bytes } = tables[0]!.files[0]!;
    const file = path.join(platform.folder, 'objects', datasetFileKey(TENANT_ID, dataset_id, name));
    const parts = Math.ceil(ended.num_records / plan.tables[0]!.chunk_rows);
    return { job: ended, file, bytes, parts, seconds };
  } finally {
    await platform.close();
  }
}

/** The last demo's dataset, so that demos do not fill the disk. */
async function removePrevious(platform: EmbeddedPlatform, previous: DemoRecord | undefined): Promise<void> {
  if (previous === undefined) return;
  const { jobs, objects } = platform;
  await deleteJob({ jobs, objects }, previous.jobId).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'JOB_NOT_FOUND') throw error;
  });
}

async function followJob(platform: EmbeddedPlatform, id: string, terminal: Terminal): Promise<Job> {
  const progress = createProgress(terminal, false);
  try {
    for (;;) {
      const job = await platform.jobs.getJob(TENANT_ID, id);
      const step = job.steps.find(({ state }) => state === 'running');
      if (step !== undefined) progress.update(step.value, step.max, step.unit);
      if (job.ended_at !== null) return requireSuccess(job);
      if (terminal.signal.aborted) await platform.jobs.cancelJob(TENANT_ID, id);
      await platform.jobs.waitForEvents(TENANT_ID, id, POLL_MS);
    }
  } finally {
    progress.end();
  }
}

function requireSuccess(job: Job): Job {
  if (job.state === 'succeeded') return job;
  const { code, message } = job.error ?? { code: 'CANCELLED', message: 'the job was cancelled' };
  throw new AppError(code as ErrorCode, message);
}

function report({ job, file, bytes, parts, seconds }: MadeFile, digest: string): string {
  return table([
    ['rows', formatCount(job.num_records)],
    ['parts', `${formatCount(parts)}, merged into one file`],
    ['bytes', `${formatCount(bytes)} (${formatBytes(bytes)})`],
    ['seconds', seconds.toFixed(2)],
    ['rows/s', formatCount(job.num_records / seconds)],
    ['value digest', digest],
    ['file', file],
  ]);
}

function comparison(previous: DemoRecord | undefined, specHash: string, digest: string): string {
  if (previous?.specHash !== specHash) return 'Run it again: the digest will be the same.\n';
  if (previous.digest === digest) return 'The digest is the same as last time.\n';
  throw new AppError('INTERNAL', 'the digest differs from last time', {
    cause: new Error(`last time: ${previous.digest}`),
  });
}
