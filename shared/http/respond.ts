import type { RequestContext } from './request-context.ts';

export type ResponseHeaders = Record<string, string>;
export type ResponseBody = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;

/** Answers are data: nothing in them may be sniffed, framed, run or kept by a cache unless a route says so. */
const FIXED_HEADERS: ResponseHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

const EXPOSED_HEADERS =
  'etag, idempotency-replayed, location, preference-applied, retry-after, x-cache, x-request-id, x-response-time, x-schema-ref, x-seed';

/**
 * The one way to make an answer: headers go in as one plain object, which the listener writes without parsing it
 * again. `X-Response-Time` is the time to the start of the answer, in milliseconds.
 */
export function respond(
  context: RequestContext,
  body: ResponseBody,
  { status = 200, headers }: { readonly status?: number; readonly headers?: ResponseHeaders } = {},
): Response {
  const all: ResponseHeaders = {
    ...FIXED_HEADERS,
    ...(isCalled(context) && context.trace.headers),
    ...headers,
    'x-request-id': context.requestId,
    'x-response-time': `${Math.round((performance.now() - context.startedMs) * 100) / 100}ms`,
  };
  if (context.corsOrigin !== undefined) {
    all['access-control-allow-origin'] = context.corsOrigin;
    all['access-control-expose-headers'] = EXPOSED_HEADERS;
    all['vary'] = all['vary'] === undefined ? 'origin' : `${all['vary']}, origin`;
  }
  return new Response(body, { status, headers: all });
}

/** A caller that sends a trace or a call id gets them back; for all others there is nothing to draw. */
function isCalled({ trace }: RequestContext): boolean {
  return trace.isContinued || trace.callId !== undefined;
}

/** A JSON answer. */
export function respondJson(
  context: RequestContext,
  value: unknown,
  { status = 200, headers }: { readonly status?: number; readonly headers?: ResponseHeaders } = {},
): Response {
  return respond(context, JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}
