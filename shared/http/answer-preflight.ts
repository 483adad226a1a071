import type { RequestContext } from './request-context.ts';
import { respond } from './respond.ts';

const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE',
  'access-control-allow-headers':
    'accept, authorization, content-type, idempotency-key, if-match, if-none-match, if-range, last-event-id, prefer, range, x-api-key, x-request-id',
  'access-control-max-age': '600',
};

/** The answer to a browser's question before a cross-origin call, from an origin that was admitted. */
export function answerPreflight(request: Request, context: RequestContext): Response | undefined {
  const isPreflight = request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
  if (!isPreflight || context.corsOrigin === undefined) return undefined;
  context.endpoint = 'preflight';
  return respond(context, null, { status: 204, headers: PREFLIGHT_HEADERS });
}
