import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { CacheObserver } from './cache.ts';

/** Counts what was found and what went wrong, and says in the log when Redis is lost and when it is back. */
export function createCacheObserver(metrics: Metrics, log: Log): CacheObserver {
  let reason: string | undefined;
  return {
    onFind: (kind, outcome) => metrics.record('tabular_cache_finds_total', { kind, outcome }, 1),
    onError(operation, error) {
      if (operation === 'connect') reason = reasonOf(error);
      metrics.record('tabular_cache_errors_total', { operation }, 1);
    },
    onConnection(isUp) {
      if (isUp) log.info('cache_connected', {});
      else log.warn('cache_unavailable', { reason });
    },
  };
}

/** A code of the system, or the first word of what Redis said: neither holds an address or a password. */
function reasonOf(error: unknown): string | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? /^[A-Z]{2,}\b/.exec(message)?.[0];
}
