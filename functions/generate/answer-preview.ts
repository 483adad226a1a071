import { PreviewQuery } from '../../shared/contracts/generate-request.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { parseQuery } from '../../shared/http/parse-query.ts';
import { readBodyText } from '../../shared/http/read-body.ts';
import { answerRows } from './answer-rows.ts';
import type { Generator } from './generator.ts';
import { formatOfAccept, formatOfName } from './media-types.ts';

/** `POST /v1/preview`: rows 0..n-1 of each table, the same that all of it would begin with. */
export async function answerPreview(c: ApiContext, generator: Generator): Promise<Response> {
  const { config, drawSeed } = generator.dependencies;
  const query = parseQuery(c.req.url, PreviewQuery);
  const text = await readBodyText(c.req.raw, config.server.body_limit_bytes);
  const request = await generator.prepare(text, {
    // The body's format is for the full run; a preview is looked at.
    format:
      query.format === undefined ? (formatOfAccept(c.req.header('accept')) ?? 'json') : formatOfName(query.format),
    defaultFormat: 'json',
  });
  const seed = request.hasSeed ? request.spec.seed : drawSeed();
  return answerRows(c, generator, { request, seed, rowsMax: query.rows });
}
