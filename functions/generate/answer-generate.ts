import { GenerateQuery } from '../../shared/contracts/generate-request.ts';
import type { OutputFormat } from '../../shared/contracts/spec-document.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { parseIdempotencyKey, requestFingerprint } from '../../shared/http/idempotency-key.ts';
import { parseQuery } from '../../shared/http/parse-query.ts';
import { readBodyText } from '../../shared/http/read-body.ts';
import { answerRows } from './answer-rows.ts';
import { createJob } from './create-job.ts';
import { type Generator, isSmall } from './generator.ts';
import { formatOfAccept, formatOfName } from './media-types.ts';
import { prefersAsync } from './prefer-header.ts';
import type { PreparedRequest, PrepareRequest } from './prepare-request.ts';
import { streamRows } from './stream-rows.ts';

const NO_QUERY: GenerateQuery = {};

/** `POST /generate`: rows at once when they are few, a stream when asked for one, otherwise a job. */
export async function answerGenerate(c: ApiContext, generator: Generator): Promise<Response> {
  const { config } = generator.dependencies;
  const query = c.req.url.includes('?') ? parseQuery(c.req.url, GenerateQuery) : NO_QUERY;
  const accepted = formatOfAccept(c.req.header('accept'));
  const text = await readBodyText(c.req.raw, config.server.body_limit_bytes);
  const asked = query.format === undefined ? undefined : formatOfName(query.format);
  const isStream = query.stream === 'true';
  const reading = { prepare: generator.prepare, text, asked, accepted };
  const request = await prepareFor(isStream ? 'jsonl' : 'json', reading);
  const isJob = !isStream && (prefersAsync(c.req.header('prefer')) || !isSmall(request, generator));
  // What becomes a file of a job is Parquet unless the caller says otherwise.
  const chosen = isJob ? await prepareFor('parquet', reading) : request;
  const key = parseIdempotencyKey(c.req.header('idempotency-key'));
  const fingerprint =
    key === undefined
      ? ''
      : requestFingerprint(text, chosen.spec.output.format, isJob ? 'job' : isStream ? 'stream' : 'rows');
  if (isJob) return createJob(c, generator, { request: chosen, ...(key !== undefined && { key, fingerprint }) });
  return answerNow(c, generator, { request, key, fingerprint, isStream });
}

interface Reading {
  readonly prepare: PrepareRequest;
  readonly text: string;
  /** From the URL: beats the body. */
  readonly asked: OutputFormat | undefined;
  /** From `Accept`: the body beats it. */
  readonly accepted: OutputFormat | undefined;
}

function prepareFor(fallback: OutputFormat, { prepare, text, asked, accepted }: Reading): Promise<PreparedRequest> {
  return prepare(text, { ...(asked !== undefined && { format: asked }), defaultFormat: accepted ?? fallback });
}

interface Answerable {
  readonly request: PreparedRequest;
  readonly key: string | undefined;
  readonly fingerprint: string;
  readonly isStream: boolean;
}

async function answerNow(c: ApiContext, generator: Generator, wanted: Answerable): Promise<Response> {
  const { request, key, fingerprint, isStream } = wanted;
  const { answers, dependencies } = generator;
  const drawn = request.hasSeed ? request.spec.seed : dependencies.drawSeed();
  const { seed, isReplay } =
    key === undefined ? { seed: drawn, isReplay: false } : answers.begin(key, fingerprint, drawn);
  const rows = {
    request,
    seed,
    rowsMax: Number.POSITIVE_INFINITY,
    ...(isReplay && { headers: { 'idempotency-replayed': 'true' } }),
  };
  const response = isStream ? streamRows(c, generator, rows) : await answerRows(c, generator, rows);
  if (key !== undefined) answers.end(key);
  return response;
}
