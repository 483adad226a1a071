import type { Estimate } from '../../shared/contracts/estimate.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { readBodyText } from '../../shared/http/read-body.ts';
import { respondJson } from '../../shared/http/respond.ts';
import { type Generator, isSmall } from './generator.ts';

/** `POST /v1/estimate`: what a spec will take, scaled up from a few thousand rows. */
export async function answerEstimate(c: ApiContext, generator: Generator): Promise<Response> {
  const { config } = generator.dependencies;
  const text = await readBodyText(c.req.raw, config.server.body_limit_bytes);
  // As `POST /generate` reads it: rows are JSON unless asked otherwise, the file of a job is Parquet.
  const asked = generator.prepare(text, { defaultFormat: 'json' });
  const isJob = !isSmall(asked, generator);
  const request = isJob ? generator.prepare(text, { defaultFormat: 'parquet' }) : asked;
  const { spec, plan } = request;
  // The encoders weigh more than the rest of this function, and few ask for estimates.
  const { measureJob } = await import('./measure-job.ts');
  const estimate = await measureJob(request, generator);
  const table = plan.tables[0]!;
  const answer: Estimate = {
    spec_hash: plan.spec_hash,
    format: spec.output.format,
    rows: estimate.num_records,
    columns: spec.tables[0]!.columns.length,
    bytes: estimate.bytes,
    seconds: Math.round((isJob ? estimate.jobSeconds : estimate.seconds) * 1_000) / 1_000,
    chunks: estimate.chunks,
    chunk_rows: table.chunk_rows,
    files: estimate.files,
    answered_as: isJob ? 'job' : 'rows',
  };
  return respondJson(c.env, answer);
}
