/** Longer waits are for the caller to decide. */
const WAIT_MS_MAX = 60_000;
const BACKOFF_MS_MAX = 10_000;
/** Answers that another try may change. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Whether an answer of this status says "later". */
export function isPassing(status: number): boolean {
  return PASSING_STATUSES.has(status);
}

export interface RetryMoment {
  /** Tries that failed so far, from 1. */
  readonly failures: number;
  /** Grows twofold with every failure. */
  readonly retryMs: number;
  /** Of the answer: seconds or an HTTP date. */
  readonly retryAfter: string | null;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** 0 to 1. */
  readonly jitter: number;
}

/**
 * Milliseconds until the next try, or undefined when that is more than a minute. What the server asks for is the least,
 * and jitter comes on top, so that callers who were turned away together do not come back together.
 * Source: RFC 9110, section 10.2.3, for Retry-After.
 */
export function retryDelayMs({ failures, retryMs, retryAfter, nowMs, jitter }: RetryMoment): number | undefined {
  const backoffMs = jitter * Math.min(retryMs * 2 ** (failures - 1), BACKOFF_MS_MAX);
  const askedMs = askedDelayMs(retryAfter, nowMs);
  return askedMs > WAIT_MS_MAX ? undefined : askedMs + backoffMs;
}

function askedDelayMs(retryAfter: string | null, nowMs: number): number {
  if (retryAfter === null) return 0;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? 0 : Math.max(0, at - nowMs);
}

/** Ends after `ms`, or at once with the reason of `signal`. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
