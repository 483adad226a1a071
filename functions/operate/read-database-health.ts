import type { DatabaseHealth } from '../../shared/contracts/health.ts';
import type { Database } from '../../shared/database/database.ts';
import { type Replication, readReplication } from '../../shared/database/server-state.ts';
import { AppError } from '../../shared/errors/app-error.ts';

/** Like readiness: a database that hangs is as bad as one that fails. */
const TIMEOUT_MS = 3_000;
const LATENCY_MS_DEGRADED = 1_000;
const LAG_SECONDS_DEGRADED = 10;

/** Asks the database one question and judges what comes back; a process without one is unhealthy here. */
export async function readDatabaseHealth(database: Database | undefined): Promise<DatabaseHealth> {
  if (database === undefined) return unreachable(null, 'this process was started without a database');
  const startedMs = performance.now();
  try {
    const replication = await withinTime(readReplication(database));
    return judge(database.engine, { ...replication, latencyMs: performance.now() - startedMs });
  } catch (thrown) {
    const { code, message } = AppError.from(thrown);
    return unreachable(database.engine, `${code}: ${message}`);
  }
}

/** What was measured, with the worst that can be said about it. */
export function judge(
  engine: Database['engine'],
  { role, lag_seconds, latencyMs }: Replication & { readonly latencyMs: number },
): DatabaseHealth {
  const isBehind = lag_seconds !== null && lag_seconds >= LAG_SECONDS_DEGRADED;
  const isSlow = latencyMs >= LATENCY_MS_DEGRADED;
  const problems = [
    ...(isBehind ? [`a replica is ${Math.round(lag_seconds)} s behind, ${LAG_SECONDS_DEGRADED} s are too many`] : []),
    ...(isSlow ? [`the answer took ${Math.round(latencyMs)} ms, ${LATENCY_MS_DEGRADED} ms are too many`] : []),
  ];
  return {
    status: problems.length === 0 ? 'healthy' : 'degraded',
    engine,
    latency_ms: Math.round(latencyMs * 100) / 100,
    role,
    replication_lag_seconds: lag_seconds,
    error: problems.length === 0 ? null : problems.join('; '),
  };
}

function unreachable(engine: DatabaseHealth['engine'], error: string): DatabaseHealth {
  return { status: 'unhealthy', engine, latency_ms: null, role: null, replication_lag_seconds: null, error };
}

async function withinTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new AppError('DATABASE_UNAVAILABLE', `no answer within ${TIMEOUT_MS} ms`);
    timer = setTimeout(() => reject(error), TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
