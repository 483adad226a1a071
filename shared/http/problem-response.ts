import type { Problem } from '../contracts/problem.ts';
import type { AppError } from '../errors/app-error.ts';
import { ERROR_CODES } from '../errors/error-codes.ts';
import type { RequestContext } from './request-context.ts';
import { type ResponseHeaders, respond } from './respond.ts';

/** RFC 9457 problem details of an error. Cause and stack stay behind. */
export function problemOf(error: AppError, requestId: string): Problem {
  const { status, title } = ERROR_CODES[error.code];
  return {
    type: `urn:tabular:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    request_id: requestId,
    ...(error.issues === undefined ? {} : { issues: error.issues.map((issue) => ({ ...issue })) }),
  };
}

/** The answer for an error, with `Retry-After` where waiting helps. */
export function problemResponse(context: RequestContext, error: AppError, headers: ResponseHeaders = {}): Response {
  const all: ResponseHeaders = { 'content-type': 'application/problem+json', ...headers };
  if (error.retryAfterSeconds !== undefined) all['retry-after'] = String(Math.ceil(error.retryAfterSeconds));
  const body = JSON.stringify(problemOf(error, context.requestId), bigintAsText);
  return respond(context, body, { status: error.status, headers: all });
}

/** Issues may quote 64-bit values. */
function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
