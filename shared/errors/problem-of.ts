import type { AppError, Issue } from './app-error.ts';
import { ERROR_CODES, type ErrorCode } from './error-codes.ts';

/** RFC 9457 problem details. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  /** What the problem is of. */
  readonly request_id: string;
  readonly issues?: Issue[];
}

/** An error for its caller. Cause and stack stay behind. */
export function problemOf(error: AppError, requestId: string): ProblemDetails {
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

/** The same as JSON; issues may quote 64-bit values. */
export function problemText(error: AppError, requestId: string): string {
  return JSON.stringify(problemOf(error, requestId), bigintAsText);
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
