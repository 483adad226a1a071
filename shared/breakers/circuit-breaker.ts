import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { AppError } from '../errors/app-error.ts';
import type { ErrorCode } from '../errors/error-codes.ts';

export interface CircuitBreakerOptions {
  /** What lies behind it, as messages name it: `the database`. */
  readonly edge: string;
  /** What calls get while the circuit is open; a code that may be retried. */
  readonly code: ErrorCode;
  /** Errors that say the other side does not work. Others pass through and count as answers. */
  readonly isFailure: (error: unknown) => boolean;
  /** Failures in a row that open the circuit. */
  readonly failures?: number;
  /** An open circuit lets one call through after this time; when that succeeds it closes. */
  readonly retryAfterMs?: number;
}

export interface CircuitBreaker {
  readonly state: 'closed' | 'open' | 'half_open';
  /** Does `work`, or throws at once (`code`, with the seconds to wait) while the circuit is open. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

const STATES: Readonly<Record<CircuitState, CircuitBreaker['state']>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Isolated]: 'open',
};

/** Spares callers the wait for a service that is down, and the service the calls: one breaker per edge and process. */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { edge, code, isFailure, failures = 5, retryAfterMs = 2_000 } = options;
  const policy = circuitBreaker(handleWhen(isFailure), {
    breaker: new ConsecutiveBreaker(failures),
    halfOpenAfter: retryAfterMs,
  });
  const retryAfterSeconds = Math.ceil(retryAfterMs / 1_000);
  return {
    get state() {
      return STATES[policy.state];
    },
    async run(work) {
      try {
        return await policy.execute(work);
      } catch (thrown) {
        if (!(thrown instanceof BrokenCircuitError)) throw thrown;
        const message = `${edge} failed ${failures} times in a row; it is tried again within ${retryAfterSeconds} s`;
        throw new AppError(code, message, { retryAfterSeconds, cause: thrown });
      }
    },
  };
}
