import type { Estimate } from '../../shared/contracts/estimate.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { readBodyText } from '../../shared/http/read-body.ts';
import { respondJson } from '../../shared/http/respond.ts';
import { type Generator, isSmall } from './generator.ts';

/**
 * Encoded bytes per second of one worker, by format: medians of W1 on one core of a two-core server machine. Estimates
 * are orders of magnitude; a job in progress shows its own speed.
 */
const BYTES_PER_SECOND = { parquet: 250e6, csv: 500e6, json: 700e6, jsonl: 700e6, arrow: 400e6 } as const;

/** `POST /v1/estimate`: what a spec will take, from types and widths alone. Nothing is generated. */
export async function answerEstimate(c: ApiContext, generator: Generator): Promise<Response> {
  const { config, workers } = generator.dependencies;
  const text = await readBodyText(c.req.raw, config.server.body_limit_bytes);
  const { spec, plan, estimate } = generator.prepare(text, { defaultFormat: 'parquet' });
  // Rows answered at once are JSON unless asked otherwise, and it is their size that decides.
  const asked = generator.prepare(text, { defaultFormat: 'json' });
  const { format } = spec.output;
  const table = plan.tables[0]!;
  const answer: Estimate = {
    spec_hash: plan.spec_hash,
    format,
    rows: estimate.num_records,
    columns: spec.tables[0]!.columns.length,
    bytes: estimate.bytes,
    seconds: Math.round((estimate.bytes / BYTES_PER_SECOND[format] / workers) * 1_000) / 1_000,
    chunks: estimate.chunks,
    chunk_rows: table.chunk_rows,
    files: estimate.files,
    answered_as: isSmall(asked, generator) ? 'rows' : 'job',
  };
  return respondJson(c.env, answer);
}
