import { LIMITS } from '../../shared/contracts/limits.ts';
import type { Plan } from '../../shared/contracts/plan.ts';
import type { OutputFormat, SpecDocument } from '../../shared/contracts/spec-document.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { estimateJob, type JobEstimate } from '../../shared/planning/estimate-job.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { outputAs } from '../../shared/spec/normalise-output.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { readJson } from '../../shared/spec/read-json.ts';
import { formatOfName } from './media-types.ts';
import { RecentEntries } from './recent-entries.ts';

/** A body that was read: everything that does not depend on the seed. */
export interface PreparedRequest {
  /** Names this request among those that are kept. */
  readonly key: string;
  /** `seed` is the caller's, or 0 where `hasSeed` is false. */
  readonly spec: SpecDocument;
  readonly hasSeed: boolean;
  /** The caller wrote `tables`, and so gets `data` by table. */
  readonly hasTables: boolean;
  readonly plan: Plan;
  readonly estimate: JobEstimate;
}

export interface PrepareOptions {
  /** What was asked beside the body; beats the body's. */
  readonly format?: OutputFormat;
  /** Used when neither names one. */
  readonly defaultFormat: OutputFormat;
}

export interface PrepareLimits {
  readonly max_rows_per_request: number;
  readonly max_columns: number;
}

export type PrepareRequest = (text: string, options: PrepareOptions) => PreparedRequest;

/** Requests kept, and how long a body may be to be kept: bounds the memory of all to some 30 MiB. */
const KEPT_MAX = 1_024;
const KEPT_CHARACTERS_MAX = 8_192;

/**
 * Reads, checks and plans bodies; equal ones only once. Throws INVALID_REQUEST, INVALID_SPEC, FORMAT_NOT_ACCEPTABLE,
 * GENERATOR_NOT_AVAILABLE, MULTIPLE_TABLES, PLAN_TOO_LARGE.
 */
export function createPrepareRequest(limits: PrepareLimits): PrepareRequest {
  const kept = new RecentEntries<PreparedRequest>(KEPT_MAX);
  return (text, options) => {
    const key = `${options.format ?? ''}/${options.defaultFormat}/${text}`;
    const found = kept.find(key);
    if (found !== undefined) return found;
    const prepared = prepare(text, key, { ...options, limits });
    if (text.length <= KEPT_CHARACTERS_MAX) kept.keep(key, prepared);
    return prepared;
  };
}

function prepare(
  text: string,
  key: string,
  { format, defaultFormat, limits }: PrepareOptions & { limits: PrepareLimits },
): PreparedRequest {
  const document = requireMapping(readJson(text));
  requireKnownFormat(document);
  const seed = document['seed'];
  const hasSeed = seed !== undefined && seed !== null;
  const options = { seed: 0, defaultFormat, maxRows: limits.max_rows_per_request };
  const written = normaliseSpec(document, options);
  const spec = format === undefined ? written : { ...written, output: outputAs(written.output, format) };
  requireColumns(spec, limits.max_columns);
  const plan = planJob(spec);
  return { key, spec, hasSeed, hasTables: Object.hasOwn(document, 'tables'), plan, estimate: estimateJob(plan) };
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

/** The configured bound, where it is lower than what every spec must keep to. */
function requireColumns(spec: SpecDocument, bound: number): void {
  if (bound >= LIMITS.columns) return;
  const issues = spec.tables
    .filter(({ columns }) => columns.length > bound)
    .map(({ name, columns }) => ({
      path: name,
      code: 'TOO_MANY',
      message: `has ${columns.length} columns, this server takes ${bound}`,
      bound,
      remedy: 'use fewer columns or raise generation.max_columns',
    }));
  if (issues.length > 0)
    throw new AppError('INVALID_SPEC', `the specification has more than ${bound} columns`, { issues });
}
