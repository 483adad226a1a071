import { createPartEncoder } from '../../shared/formats/create-part-encoder.ts';
import { estimateJob, type JobEstimate } from '../../shared/planning/estimate-job.ts';
import type { Generator } from './generator.ts';
import type { PreparedRequest } from './prepare-request.ts';

/** Between a request and the first rows of a job, and between its last rows and its end. */
const JOB_SECONDS = 0.1;
/** What a part costs beyond its rows: its lease, its file, its result. */
const PART_SECONDS = 0.01;
/** Parts are written, read and written again as they are merged; measured on a common cloud disk. */
const STORED_BYTES_PER_SECOND = 1e9;

/** How long each of the two samples is encoded, whole rounds of it; other requests wait meanwhile. */
const SAMPLE_MS = 10;

export interface Measured extends JobEstimate {
  /** In one thread, as rows of an answer are made. */
  readonly seconds: number;
  /** With the workers of this server and nobody else on them. */
  readonly jobSeconds: number;
}

/**
 * Encodes the first rows here and now and scales up: bytes come out right to a few percent, seconds as far as this
 * thread's speed is the workers'.
 */
export async function measureJob(
  request: PreparedRequest,
  { dependencies, sources }: Pick<Generator, 'dependencies' | 'sources'>,
): Promise<Measured> {
  const { plan } = request;
  const { source, release } = sources.acquire(request);
  try {
    const encoder = await createPartEncoder(source.bound, plan.output);
    source.useSeed(plan.seed);
    const encode = (rows: number) => encoder.encode(0, rows).slices.reduce((sum, slice) => sum + slice.byteLength, 0);
    const sampled = estimateJob(plan, (_tableIndex, rows) => measureFastest(() => encode(rows)));
    const seconds = sampled.seconds ?? 0;
    return { ...sampled, seconds, jobSeconds: jobSeconds({ ...sampled, seconds }, dependencies.workers) };
  } finally {
    release();
  }
}

/** Again and again for a while: the first rounds pay for compiling, which a job does not notice. */
function measureFastest(encode: () => number): { bytes: number; seconds: number } {
  const endMs = performance.now() + SAMPLE_MS;
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
