import type { AppError } from '../errors/app-error.ts';
import { backoffMs, type RetryPolicy } from '../errors/retry-policy.ts';

/** How the tries of one request went so far. */
export interface Tries {
  /** Failures that might have passed. */
  readonly attempts: number;
  /** Since the first one. */
  readonly triedSeconds: number;
}

const RETRIES: RetryPolicy = {
  initialIntervalMs: 2_000,
  backoffCoefficient: 2,
  maximumIntervalMs: 300_000,
  maximumAttempts: Number.POSITIVE_INFINITY,
};

/** Well before the idempotency key that makes a second try find the first one's job is forgotten. */
const TRIED_SECONDS_MAX = 20 * 3_600;

/** A fault of our own is no better after this many tries. */
const INTERNAL_ATTEMPTS = 5;

/** Whether a request that failed is tried again later: when the error may pass, for 20 hours. */
export function mayPass({ attempts, triedSeconds }: Tries, error: AppError): boolean {
  if (triedSeconds > TRIED_SECONDS_MAX) return false;
  return error.isRetryable || (error.code === 'INTERNAL' && attempts < INTERNAL_ATTEMPTS);
}

/** Seconds until then: longer with every failure, up to five minutes. */
export function pauseSeconds({ attempts }: Pick<Tries, 'attempts'>): number {
  return backoffMs(RETRIES, attempts + 1, Math.random) / 1_000;
}
