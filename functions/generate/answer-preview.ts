import { PreviewQuery } from '../../shared/contracts/generate-request.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { parseQuery } from '../../shared/http/parse-query.ts';
import { answerRows } from './answer-rows.ts';
import type { Generator } from './generator.ts';
import { formatOfAccept, formatOfName } from './media-types.ts';
import { readSpecBody, schemaHeader } from './read-spec-body.ts';

/** `POST /v1/preview`: rows 0..n-1 of each table, the same that all of it would begin with. */
export async function answerPreview(c: ApiContext, generator: Generator): Promise<Response> {
  const { dependencies } = generator;
  const query = parseQuery(c.req.url, PreviewQuery);
  const body = await readSpecBody(c, dependencies);
  const request = await generator.prepare(body.text, {
    // The body's format is for the full run; a preview is looked at.
    format:
      query.format === undefined ? (formatOfAccept(c.req.header('accept')) ?? 'json') : formatOfName(query.format),
    defaultFormat: 'json',
    overrides: body.overrides,
  });
  const seed = request.hasSeed ? request.spec.seed : dependencies.drawSeed();
  const keptAs = request.hasSeed ? 'preview' : undefined;
  return answerRows(c, generator, { request, seed, rowsMax: query.rows, keptAs, headers: schemaHeader(body) });
}
