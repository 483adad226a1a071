import { type Config, chunkSizeOf } from '../config/config.ts';
import type { Job } from '../contracts/job.ts';
import type { RequestOverrides } from '../contracts/triggers.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { requireSpace } from '../objects/require-space.ts';
import { estimateJob } from '../planning/estimate-job.ts';
import { planHash } from '../planning/plan-hash.ts';
import { normaliseSpec } from '../spec/normalise-spec.ts';
import { type SubmitDependencies, type SubmittedJob, submitJob } from '../tasks/submit-job.ts';
import { applyOverrides } from './apply-overrides.ts';
import { planWithChunks } from './plan-with-chunks.ts';
import { planWithPauses } from './plan-with-pauses.ts';
import { requireColumns, requireRows } from './require-limits.ts';
import type { ResolvedSource } from './resolve-request.ts';

export type RequestLimits = Pick<Config['generation'], 'max_rows_per_request' | 'max_columns' | 'chunk_size'>;

/** Something that asks for a job, and must get one only, however often it asks. */
export interface RequestedJob extends Pick<SubmittedJob, 'idempotency' | 'retentionDays'> {
  readonly tenantId: string;
  readonly source: ResolvedSource;
  readonly overrides: RequestOverrides;
  /** For a specification that names none: the same for every try. */
  readonly seed: number;
}

export interface RequestDependencies {
  readonly jobs: SubmitDependencies['jobs'];
  readonly objects: SubmitDependencies['objects'] & Pick<ObjectStore, 'freeBytes'>;
  readonly limits: RequestLimits;
}

/**
 * Plans a request and makes its job; Parquet where nothing names a format. Errors: INVALID_SPEC, INVALID_REQUEST,
 * PLAN_TOO_LARGE, STORAGE_FULL, IDEMPOTENCY_KEY_REUSED, those of the stores.
 */
export async function submitRequest(
  { tenantId, source, overrides, seed, ...job }: RequestedJob,
  { jobs, objects, limits }: RequestDependencies,
): Promise<Job> {
  const spec = specOf({ source, overrides, seed }, limits);
  const asThoughtRight = await planWithPauses(spec);
  const estimate = estimateJob(asThoughtRight.plan);
  requireRows(estimate, limits.max_rows_per_request);
  await requireSpace(objects, estimate.bytes);
  const isSettled = limits.chunk_size === 'auto' || spec.output.chunk_rows !== undefined;
  const planned = isSettled ? asThoughtRight : await planWithChunks({ spec }, estimate, chunkSizeOf(limits));
  const submitted = { tenantId, spec, ...planned, planHash: planHash(planned.plan), schema: source.schema, ...job };
  return (await submitJob(submitted, { jobs, objects })).job;
}

/** What would be planned. Throws INVALID_SPEC, INVALID_REQUEST. */
export function specOf(
  { source, overrides, seed }: Pick<RequestedJob, 'source' | 'overrides' | 'seed'>,
  limits: Omit<RequestLimits, 'chunk_size'>,
) {
  const { num_records, scale } = overrides;
  const spec = normaliseSpec(applyOverrides(source, overrides), {
    seed,
    defaultFormat: 'parquet',
    maxRows: limits.max_rows_per_request,
    ...(typeof num_records === 'number' && { numRecords: num_records }),
    ...(scale !== undefined && { scale }),
  });
  requireColumns(spec, limits.max_columns);
  return spec;
}
