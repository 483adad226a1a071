import { ERROR_CODES, type ErrorCode } from './error-codes.ts';

/** One thing wrong with a caller's input: where, which rule, what was given, what is allowed, what to do. */
export interface Issue {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly value?: unknown;
  readonly bound?: unknown;
  readonly remedy?: string;
}

export interface AppErrorOptions {
  readonly issues?: readonly Issue[];
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/**
 * The one error class. `message` is written for the caller: it names the thing, the value, the bound and the
 * remedy, and holds no data values. Cause and stack only ever reach the log.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly issues: readonly Issue[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.issues = options.issues;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return ERROR_CODES[this.code].status;
  }

  get isRetryable(): boolean {
    return ERROR_CODES[this.code].retryable;
  }

  /** Any thrown thing as an AppError: itself, or INTERNAL with the thing as cause. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown;
    return new AppError('INTERNAL', 'an unexpected error; the log of this request id has the details', {
      cause: thrown,
    });
  }
}
