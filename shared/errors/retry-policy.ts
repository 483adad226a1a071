/** How often and how soon a reported failure is tried again. Names as Temporal has them. */
export interface RetryPolicy {
  /** Longest wait before the second attempt, in milliseconds; above 0. */
  readonly initialIntervalMs: number;
  /** Each further wait may be this many times longer; 1 or more. */
  readonly backoffCoefficient: number;
  /** No wait is longer, in milliseconds; at least `initialIntervalMs`. */
  readonly maximumIntervalMs: number;
  /** Attempts in all, the first included; 1 or more. */
  readonly maximumAttempts: number;
}

/** For tasks: four attempts within about ten seconds. */
export const TASK_RETRY_POLICY: RetryPolicy = {
  initialIntervalMs: 1_000,
  backoffCoefficient: 2,
  maximumIntervalMs: 60_000,
  maximumAttempts: 4,
};

/**
 * Milliseconds to wait after `failures` failures (1 or more): uniform between 0 and the exponential bound ("full
 * jitter"), so that tasks which failed together do not come back together. `random` gives [0, 1).
 */
export function backoffMs(policy: RetryPolicy, failures: number, random: () => number): number {
  const bound = policy.initialIntervalMs * policy.backoffCoefficient ** (failures - 1);
  return random() * Math.min(bound, policy.maximumIntervalMs);
}
