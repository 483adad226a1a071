import type { Estimate } from '../../shared/contracts/estimate.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { type ResponseHeaders, respond } from '../../shared/http/respond.ts';
import { type Generator, isSmall } from './generator.ts';
import { cacheHeader, keptEstimate } from './kept-answers.ts';
import type { PreparedRequest } from './prepare-request.ts';
import { readSpecBody } from './read-spec-body.ts';

/** `POST /v1/estimate`: what a spec will take, scaled up from a few thousand rows. */
export async function answerEstimate(c: ApiContext, generator: Generator): Promise<Response> {
  const { text, overrides } = await readSpecBody(c, generator.dependencies);
  // As `POST /generate` reads it: rows are JSON unless asked otherwise, the file of a job is Parquet.
  const asked = await generator.prepare(text, { defaultFormat: 'json', overrides });
  const isJob = !isSmall(asked, generator);
  const request = isJob ? await generator.prepare(text, { defaultFormat: 'parquet', overrides }) : asked;
  const kept = keptEstimate(c, generator.dependencies.cache, { request, isJob });
  const found = await kept.find();
  if (found !== undefined) return respondBytes(c, found.bytes, cacheHeader(found));
  const bytes = Buffer.from(JSON.stringify(await estimate(request, generator, isJob)));
  kept.keep(bytes);
  return respondBytes(c, bytes);
}

function respondBytes({ env }: ApiContext, bytes: Uint8Array<ArrayBuffer>, headers: ResponseHeaders = {}): Response {
  return respond(env, bytes, { headers: { 'content-type': 'application/json', ...headers } });
}

async function estimate(request: PreparedRequest, generator: Generator, isJob: boolean): Promise<Estimate> {
  const { spec, plan } = request;
  // The encoders weigh more than the rest of this function, and few ask for estimates.
  const { measureJob } = await import('./measure-job.ts');
  const measured = await measureJob(request, generator);
  return {
    spec_hash: plan.spec_hash,
    format: spec.output.format,
    rows: measured.num_records,
    columns: spec.tables.reduce((sum, table) => sum + table.columns.length, 0),
    bytes: measured.bytes,
    seconds: Math.round((isJob ? measured.jobSeconds : measured.seconds) * 1_000) / 1_000,
    chunks: measured.chunks,
    files: measured.files,
    tables: measured.tables.map((table, index) => ({
      name: plan.tables[index]!.name,
      rows: table.num_records,
      columns: spec.tables[index]!.columns.length,
      bytes: table.bytes,
      chunks: table.chunks,
      chunk_rows: plan.tables[index]!.chunk_rows,
      files: table.files,
    })),
    answered_as: isJob ? 'job' : 'rows',
  };
}
