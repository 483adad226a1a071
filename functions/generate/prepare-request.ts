import type { PlannedJob } from '../../shared/contracts/plan.ts';
import type { OutputFormat, SpecDocument } from '../../shared/contracts/spec-document.ts';
import { readJson } from '../../shared/documents/read-json.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { sizesDependOnSeed } from '../../shared/planning/counted-keys.ts';
import { estimateJob, type JobEstimate } from '../../shared/planning/estimate-job.ts';
import { planWithPauses } from '../../shared/requests/plan-with-pauses.ts';
import { requireColumns, requireRows } from '../../shared/requests/require-limits.ts';
import { outputAs } from '../../shared/spec/normalise-output.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { formatOfName } from './media-types.ts';
import { RecentEntries } from './recent-entries.ts';

/** A body that was read: everything that does not depend on the seed. */
export interface PreparedRequest extends PlannedJob {
  /** Names this request among those that are kept. */
  readonly key: string;
  /** `seed` is the caller's, or 0 where `hasSeed` is false. */
  readonly spec: SpecDocument;
  readonly hasSeed: boolean;
  /** The caller wrote `tables`, and so gets `data` by table. */
  readonly hasTables: boolean;
  readonly estimate: JobEstimate;
}

export interface PrepareOptions {
  /** What was asked beside the body; beats the body's. */
  readonly format?: OutputFormat;
  /** Used when neither names one. */
  readonly defaultFormat: OutputFormat;
  readonly overrides?: SpecOverrides | undefined;
}

/** What a request changes of the specification that it refers to. */
export interface SpecOverrides {
  /** Of the only table. */
  readonly numRecords?: number | undefined;
  readonly scale?: number | undefined;
  /** What was stored names its tables, and so does the answer. */
  readonly hasTables: boolean;
}

export interface PrepareLimits {
  readonly max_rows_per_request: number;
  readonly max_columns: number;
}

export type PrepareRequest = (text: string, options: PrepareOptions) => Promise<PreparedRequest>;

/** Requests kept, and how long a body may be to be kept: bounds the memory of all to some 30 MiB. */
const KEPT_MAX = 1_024;
const KEPT_CHARACTERS_MAX = 8_192;
const KEPT_ROWS_MAX = 100_000_000;

/**
 * Reads, checks and plans bodies; equal ones only once. Throws INVALID_REQUEST, INVALID_SPEC, FORMAT_NOT_ACCEPTABLE,
 * GENERATOR_NOT_AVAILABLE, PLAN_TOO_LARGE.
 */
export function createPrepareRequest(limits: PrepareLimits): PrepareRequest {
  const kept = new RecentEntries<PreparedRequest>(KEPT_MAX);
  return async (text, options) => {
    const { numRecords, scale, hasTables } = options.overrides ?? {};
    const overrides = `${numRecords ?? ''}/${scale ?? ''}/${hasTables ?? ''}`;
    const key = `${options.format ?? ''}/${options.defaultFormat}/${overrides}/${text}`;
    const found = kept.find(key);
    if (found !== undefined) return found;
    const prepared = await prepare(text, key, { ...options, limits });
    const isSmall = text.length <= KEPT_CHARACTERS_MAX && prepared.estimate.num_records <= KEPT_ROWS_MAX;
    if (isSmall) kept.keep(key, prepared);
    return prepared;
  };
}

/**
 * The request under a seed. Most plans hold for any; one whose tables have as many rows as the seed says is made anew, so
 * that a request without a seed is judged by the sizes of seed 0 and answered with those of its own.
 */
export async function atSeed(request: PreparedRequest, seed: number): Promise<PreparedRequest> {
  if (seed === request.plan.seed || !sizesDependOnSeed(request.plan)) return request;
  const spec = { ...request.spec, seed };
  const planned = await planWithPauses(spec);
  return { ...request, key: `${request.key}/${seed}`, spec, ...planned, estimate: estimateJob(planned.plan) };
}

async function prepare(
  text: string,
  key: string,
  { format, defaultFormat, overrides, limits }: PrepareOptions & { limits: PrepareLimits },
): Promise<PreparedRequest> {
  const document = requireMapping(readJson(text));
  requireKnownFormat(document);
  const seed = document['seed'];
  const hasSeed = seed !== undefined && seed !== null;
  const { numRecords, scale, hasTables = Object.hasOwn(document, 'tables') } = overrides ?? {};
  const options = {
    seed: 0,
    defaultFormat,
    maxRows: limits.max_rows_per_request,
    ...(numRecords !== undefined && { numRecords }),
    ...(scale !== undefined && { scale }),
  };
  const written = normaliseSpec(document, options);
  const spec = format === undefined ? written : { ...written, output: outputAs(written.output, format) };
  requireColumns(spec, limits.max_columns);
  const planned = await planWithPauses(spec);
  const estimate = estimateJob(planned.plan);
  requireRows(estimate, limits.max_rows_per_request);
  return { key, spec, hasSeed, hasTables, ...planned, estimate };
}

function requireMapping(document: unknown): Record<string, unknown> {
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) {
    return document as Record<string, unknown>;
  }
  throw new AppError('INVALID_REQUEST', 'the body must be a JSON object that holds a specification');
}

/** A format that is not offered is 406 wherever it stands; other faults of `format` are faults of the spec. */
function requireKnownFormat(document: Record<string, unknown>): void {
  const { format, output } = document;
  if (typeof format === 'string') formatOfName(format);
  const nested =
    typeof output === 'object' && output !== null ? (output as Record<string, unknown>)['format'] : undefined;
  if (typeof nested === 'string') formatOfName(nested);
}
