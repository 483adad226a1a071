import type { AppError } from '../errors/app-error.ts';
import { problemText } from '../errors/problem-of.ts';
import type { RequestContext } from './request-context.ts';
import { type ResponseHeaders, respond } from './respond.ts';

/** The answer for an error, with `Retry-After` where waiting helps. */
export function problemResponse(context: RequestContext, error: AppError, headers: ResponseHeaders = {}): Response {
  const all: ResponseHeaders = { 'content-type': 'application/problem+json', ...headers };
  if (error.retryAfterSeconds !== undefined) all['retry-after'] = String(Math.ceil(error.retryAfterSeconds));
  return respond(context, problemText(error, context.requestId), { status: error.status, headers: all });
}
