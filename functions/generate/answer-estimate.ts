import type { Estimate } from '../../shared/contracts/estimate.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { respondJson } from '../../shared/http/respond.ts';
import { type Generator, isSmall } from './generator.ts';
import { readSpecBody } from './read-spec-body.ts';

/** `POST /v1/estimate`: what a spec will take, scaled up from a few thousand rows. */
export async function answerEstimate(c: ApiContext, generator: Generator): Promise<Response> {
  const { text, overrides } = await readSpecBody(c, generator.dependencies);
  // As `POST /generate` reads it: rows are JSON unless asked otherwise, the file of a job is Parquet.
  const asked = await generator.prepare(text, { defaultFormat: 'json', overrides });
  const isJob = !isSmall(asked, generator);
  const request = isJob ? await generator.prepare(text, { defaultFormat: 'parquet', overrides }) : asked;
  const { spec, plan } = request;
  // The encoders weigh more than the rest of this function, and few ask for estimates.
  const { measureJob } = await import('./measure-job.ts');
  const estimate = await measureJob(request, generator);
  const answer: Estimate = {
    spec_hash: plan.spec_hash,
    format: spec.output.format,
    rows: estimate.num_records,
    columns: spec.tables.reduce((sum, table) => sum + table.columns.length, 0),
    bytes: estimate.bytes,
    seconds: Math.round((isJob ? estimate.jobSeconds : estimate.seconds) * 1_000) / 1_000,
    chunks: estimate.chunks,
    files: estimate.files,
    tables: estimate.tables.map((table, index) => ({
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
  return respondJson(c.env, answer);
}
