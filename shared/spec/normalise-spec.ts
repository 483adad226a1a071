import { parseIsoDatetime } from '../contracts/iso-calendar.ts';
import { LIMITS } from '../contracts/limits.ts';
import {
  AVAILABLE_GENERATOR_TYPES,
  GENERATOR_TYPES,
  type OutputFormat,
  type SpecDocument,
  type TableSpec,
} from '../contracts/spec-document.ts';
import { AppError } from '../errors/app-error.ts';
import { suggestName } from '../errors/closest-name.ts';
import { checkExpressions } from './check-expressions.ts';
import { IssueList } from './issue-list.ts';
import { linkTables } from './link-tables.ts';
import { isMapping, readName, refuseDuplicateNames, refuseUnknownKeys } from './mapping.ts';
import { normaliseOutput } from './normalise-output.ts';
import { listNamedTables, normaliseTable } from './normalise-table.ts';

export interface NormaliseOptions {
  /** Used when the document names none: 0..2^53-1, drawn by the caller. */
  readonly seed: number;
  /** Used when the document names none; `parquet` when absent. */
  readonly defaultFormat?: OutputFormat;
  /** Replaces `num_records` of the document. */
  readonly numRecords?: number;
  /** What every stated number of rows is multiplied by. */
  readonly scale?: number;
  /** Upper bound of a table's `num_records`. */
  readonly maxRows?: number;
}

/** What "today" means to a spec that does not say: a constant, since the clock must never decide a value. */
export const AS_OF_DEFAULT = '2025-01-01T00:00:00Z';
const NAME_DEFAULT = 'data';
/** `$schema` is for the caller's editor. */
const FULL_FORM_KEYS = [
  '$schema',
  'spec_version',
  'generator_type',
  'name',
  'seed',
  'as_of',
  'tables',
  'output',
  'format',
];
const SHORT_FORM_KEYS = [
  '$schema',
  'spec_version',
  'generator_type',
  'name',
  'seed',
  'as_of',
  'schema',
  'num_records',
  'entities',
  'checks',
  'correlations',
  'output',
  'format',
];

/**
 * Every accepted spelling of a spec as the one form that the rest of the product knows. Throws INVALID_REQUEST when
 * the document is no mapping at all, GENERATOR_NOT_AVAILABLE for what is not built yet, and else
 * INVALID_SPEC with every fault of the document at once.
 */
export function normaliseSpec(document: unknown, options: NormaliseOptions): SpecDocument {
  if (!isMapping(document)) throw new AppError('INVALID_REQUEST', 'a specification must be a mapping (a JSON object)');
  refuseUnavailableGenerator(document['generator_type']);
  const issues = new IssueList();
  refuseUnknownKeys(document, Object.hasOwn(document, 'tables') ? FULL_FORM_KEYS : SHORT_FORM_KEYS, '', issues);
  const asOf = readAsOf(document['as_of'], issues);
  const spec: SpecDocument = {
    spec_version: readVersion(document['spec_version'], issues),
    generator_type: readGeneratorType(document['generator_type'], issues),
    name: readName(document['name'] ?? NAME_DEFAULT, 'name', issues),
    seed: readSeed(document['seed'], options.seed, issues),
    as_of: asOf,
    tables: readTables(document, { ...options, asOf }, issues),
    output: normaliseOutput(document, options.defaultFormat, issues),
  };
  issues.throwIfAny();
  return spec;
}

/** A type of data that has a name but no generator yet is no fault of the spec: it has an answer of its own. */
function refuseUnavailableGenerator(value: unknown): void {
  const isKnown = (GENERATOR_TYPES as readonly unknown[]).includes(value);
  if (!isKnown || (AVAILABLE_GENERATOR_TYPES as readonly unknown[]).includes(value)) return;
  const available = AVAILABLE_GENERATOR_TYPES.join(', ');
  throw new AppError(
    'GENERATOR_NOT_AVAILABLE',
    `generator_type ${value} is not available yet; available: ${available}`,
  );
}

function readGeneratorType(value: unknown, issues: IssueList): 'tabular' {
  if (value !== undefined && value !== 'tabular') {
    const remedy = typeof value === 'string' ? suggestName(value, GENERATOR_TYPES) : 'use tabular';
    const message = `must be one of ${GENERATOR_TYPES.join(', ')}`;
    issues.add('generator_type', { code: 'NOT_ONE_OF', message, value, bound: GENERATOR_TYPES, remedy });
  }
  return 'tabular';
}

function readVersion(value: unknown, issues: IssueList): 1 {
  if (value !== undefined && value !== 1)
    issues.add('spec_version', { code: 'NOT_ONE_OF', message: 'must be 1', value, bound: [1] });
  return 1;
}

function readSeed(value: unknown, drawn: number, issues: IssueList): number {
  if (value === undefined || value === null) return drawn;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  const message = 'must be a whole number from 0 to 2^53-1';
  issues.add('seed', {
    code: typeof value === 'number' ? 'OUT_OF_RANGE' : 'WRONG_TYPE',
    message,
    value,
    bound: 2 ** 53 - 1,
  });
  return drawn;
}

function readAsOf(value: unknown, issues: IssueList): string {
  if (value === undefined) return AS_OF_DEFAULT;
  const isUtc = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?Z$/.test(value);
  if (isUtc && parseIsoDatetime(value) !== undefined) return value;
  issues.add('as_of', { code: 'BAD_FORMAT', message: 'must look like 2025-01-01T00:00:00Z', value });
  return AS_OF_DEFAULT;
}

function readTables(
  document: Record<string, unknown>,
  options: NormaliseOptions & { readonly asOf: string },
  issues: IssueList,
): TableSpec[] {
  const tables = Object.hasOwn(document, 'tables')
    ? listNamedTables(document['tables'], issues)
    : [shortForm(document)];
  if (tables.length > LIMITS.tables) {
    const message = `there are ${tables.length} tables, the limit is ${LIMITS.tables}`;
    issues.add('tables', { code: 'OUT_OF_RANGE', message, value: tables.length, bound: LIMITS.tables });
    return [];
  }
  refuseDuplicateNames(tables, issues);
  if (tables.length > 1 && options.numRecords !== undefined)
    throw new AppError(
      'INVALID_REQUEST',
      `one number of rows cannot be meant for ${tables.length} tables; set num_records in each of them`,
    );
  const drafts = tables.map((table) => normaliseTable(table, options, issues));
  const linked = linkTables(drafts, issues);
  const placed = tables.map(({ path, columnsPath }, index) => {
    const { written } = drafts[index]!;
    return { path, columnsPath, written, table: linked[index]! };
  });
  checkExpressions(placed, Number(parseIsoDatetime(options.asOf)?.micros ?? 0n), issues);
  return linked;
}

/** `schema` + `num_records` at the top is one table named `data`. */
function shortForm(document: Record<string, unknown>) {
  const { num_records, entities, checks, correlations, schema } = document;
  const table = { num_records, entities, checks, correlations, columns: schema };
  return { name: 'data', path: '', columnsPath: 'schema', table };
}
