import { createPartEncoder } from '../../shared/formats/create-part-encoder.ts';
import { estimateTable, type JobEstimate, sumEstimates } from '../../shared/planning/estimate-job.ts';
import type { Generator } from './generator.ts';
import type { PreparedRequest } from './prepare-request.ts';

/** Between a request and the first rows of a job, and between its last rows and its end. */
const JOB_SECONDS = 0.1;
/** What a part costs beyond its rows: its lease, its file, its result. */
const PART_SECONDS = 0.01;
/** Parts are written, read and written again as they are merged; measured on a common cloud disk. */
const STORED_BYTES_PER_SECOND = 1e9;

/** How long the two samples of all tables are encoded together, whole rounds of them, and of one table at least. */
const SAMPLES_MS = 20;
const SAMPLE_MS_MIN = 1;

export interface Measured extends JobEstimate {
  /** In one thread, as rows of an answer are made. */
  readonly seconds: number;
  /** With the workers of this server and nobody else on them. */
  readonly jobSeconds: number;
  /** In the order of the plan. */
  readonly tables: readonly JobEstimate[];
}

/**
 * Encodes the first rows of each table here and now and scales up: bytes come out right to a few percent, seconds as far
 * as this thread's speed is the workers'. Other requests are heard between two tables.
 */
export async function measureJob(
  request: PreparedRequest,
  { dependencies, sources }: Pick<Generator, 'dependencies' | 'sources'>,
): Promise<Measured> {
  const { plan } = request;
  const tables: JobEstimate[] = [];
  const sampleMs = Math.max(SAMPLES_MS / plan.tables.length / 2, SAMPLE_MS_MIN);
  for (const table of plan.tables) {
    const { source, release } = sources.acquire(request, table.index);
    try {
      const encoder = await createPartEncoder(source.bound, plan.output);
      source.useSeed(plan.seed);
      const encode = (rows: number) => encoder.encode(0, rows).slices.reduce((sum, slice) => sum + slice.byteLength, 0);
      tables.push(estimateTable(plan, table, (_index, rows) => measureFastest(() => encode(rows), sampleMs)));
    } finally {
      release();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  const sampled = sumEstimates(tables);
  const seconds = sampled.seconds ?? 0;
  const measured = { ...sampled, seconds, tables };
  return { ...measured, jobSeconds: jobSeconds(measured, dependencies.workers) };
}

/** Again and again for a while: the first rounds pay for compiling, which a job does not notice. */
function measureFastest(encode: () => number, sampleMs: number): { bytes: number; seconds: number } {
  const endMs = performance.now() + sampleMs;
  let [bytes, fastestMs] = [0, Number.POSITIVE_INFINITY];
  for (let startedMs = performance.now(); startedMs < endMs; startedMs = performance.now()) {
    bytes = encode();
    fastestMs = Math.min(fastestMs, performance.now() - startedMs);
  }
  return { bytes, seconds: fastestMs / 1_000 };
}

function jobSeconds({ seconds, bytes, chunks }: Omit<Measured, 'jobSeconds'>, workers: number): number {
  const parallel = Math.max(1, Math.min(workers, chunks));
  return JOB_SECONDS + (seconds + chunks * PART_SECONDS) / parallel + bytes / STORED_BYTES_PER_SECOND;
}
