import { GenerateQuery } from '../../shared/contracts/generate-request.ts';
import type { OutputFormat } from '../../shared/contracts/spec-document.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { parseIdempotencyKey, requestFingerprint } from '../../shared/http/idempotency-key.ts';
import { parseQuery } from '../../shared/http/parse-query.ts';
import type { ResponseHeaders } from '../../shared/http/respond.ts';
import { answerRows } from './answer-rows.ts';
import { createJob } from './create-job.ts';
import { type Generator, isSmall } from './generator.ts';
import { formatOfAccept, formatOfName } from './media-types.ts';
import { prefersAsync } from './prefer-header.ts';
import type { PreparedRequest, PrepareRequest } from './prepare-request.ts';
import { readSpecBody, type SpecBodyText, schemaHeader } from './read-spec-body.ts';
import { streamRows } from './stream-rows.ts';

const NO_QUERY: GenerateQuery = {};

/** `POST /generate`: rows at once when they are few, a stream when asked for one, otherwise a job. */
export async function answerGenerate(c: ApiContext, generator: Generator): Promise<Response> {
  const query = c.req.url.includes('?') ? parseQuery(c.req.url, GenerateQuery) : NO_QUERY;
  const accepted = formatOfAccept(c.req.header('accept'));
  const body = await readSpecBody(c, generator.dependencies);
  const asked = query.format === undefined ? undefined : formatOfName(query.format);
  const isStream = query.stream === 'true';
  const reading = { prepare: generator.prepare, body, asked, accepted };
  const request = await prepareFor(isStream ? 'jsonl' : 'json', reading);
  const isJob = !isStream && (prefersAsync(c.req.header('prefer')) || !isSmall(request, generator));
  // What becomes a file of a job is Parquet unless the caller says otherwise.
  const chosen = isJob ? await prepareFor('parquet', reading) : request;
  const key = parseIdempotencyKey(c.req.header('idempotency-key'));
  const mode = isJob ? 'job' : isStream ? 'stream' : 'rows';
  const fingerprint = key === undefined ? '' : fingerprintOf(body, chosen.spec.output.format, mode);
  if (isJob) {
    const { schema } = body;
    return createJob(c, generator, { request: chosen, schema, ...(key !== undefined && { key, fingerprint }) });
  }
  return answerNow(c, generator, { request, key, fingerprint, isStream, headers: schemaHeader(body) });
}

interface Reading {
  readonly prepare: PrepareRequest;
  readonly body: SpecBodyText;
  /** From the URL: beats the body. */
  readonly asked: OutputFormat | undefined;
  /** From `Accept`: the body beats it. */
  readonly accepted: OutputFormat | undefined;
}

function prepareFor(fallback: OutputFormat, { prepare, body, asked, accepted }: Reading): Promise<PreparedRequest> {
  const { text, overrides } = body;
  return prepare(text, {
    ...(asked !== undefined && { format: asked }),
    defaultFormat: accepted ?? fallback,
    overrides,
  });
}

/**
 * A job is found by its key, whatever the schema has become meanwhile. Rows are made anew, so they must be those of the
 * version that the key was first used for.
 */
function fingerprintOf({ sent, schema }: SpecBodyText, format: OutputFormat, mode: 'job' | 'stream' | 'rows'): string {
  const version = schema === undefined || mode === 'job' ? [] : [`version ${schema.version}`];
  return requestFingerprint(sent, format, mode, ...version);
}

interface Answerable {
  readonly request: PreparedRequest;
  readonly key: string | undefined;
  readonly fingerprint: string;
  readonly isStream: boolean;
  readonly headers: ResponseHeaders;
}

async function answerNow(c: ApiContext, generator: Generator, wanted: Answerable): Promise<Response> {
  const { request, key, fingerprint, isStream, headers } = wanted;
  const { answers, dependencies } = generator;
  const drawn = request.hasSeed ? request.spec.seed : dependencies.drawSeed();
  const { seed, isReplay } =
    key === undefined ? { seed: drawn, isReplay: false } : answers.begin(key, fingerprint, drawn);
  const rows = {
    request,
    seed,
    rowsMax: Number.POSITIVE_INFINITY,
    keptAs: request.hasSeed || key !== undefined ? ('rows' as const) : undefined,
    headers: { ...headers, ...(isReplay && { 'idempotency-replayed': 'true' }) },
  };
  const response = isStream ? streamRows(c, generator, rows) : await answerRows(c, generator, rows);
  if (key !== undefined) answers.end(key);
  return response;
}
