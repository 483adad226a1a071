import type { Check, CheckState, Readiness } from '../contracts/health.ts';
import { AppError } from '../errors/app-error.ts';

/** What readiness depends on. Absent stores are reported, not invented. */
export interface ReadinessProbes {
  readonly database?: { query(sql: string): Promise<unknown> };
  readonly objects?: {
    list(prefix: string, options: { readonly limit: number }): Promise<unknown>;
    freeBytes(): Promise<number | undefined>;
  };
  /** Seconds that a running job has waited without anybody on its tasks. */
  readonly jobs?: { readLoad(): Promise<{ readonly idleSeconds: number }> };
  /** Throws when this process should work on tasks and does not. */
  readonly checkProcessing?: (() => void) | undefined;
  /** Of a process that should reach a Redis. */
  readonly cache?: { readonly check?: (() => Promise<void>) | undefined } | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A probe that hangs is as bad as one that fails; orchestrators ask every few seconds. */
const CHECK_TIMEOUT_MS = 3_000;
/** Below these a job can hardly start, or nothing can be written at all. */
const FREE_BYTES_DEGRADED = 1024 ** 3;
const FREE_BYTES_UNHEALTHY = 64 * 1024 ** 2;

/**
 * Backoff keeps a task waiting for a few seconds only. Never more than degraded: the workers may be other processes,
 * and one that could be rung must not be taken out of service because nobody rang.
 */
const IDLE_SECONDS_DEGRADED = 60;

type Finding = Pick<Check, 'status' | 'error'>;
const HEALTHY: Finding = { status: 'healthy', error: null };

/** Every check at once, each with its own time limit. The worst one is the answer. */
export async function checkReadiness(probes: ReadinessProbes): Promise<Readiness> {
  const timestamp = new Date(probes.now()).toISOString();
  const timed = async (probe: () => Promise<Finding>): Promise<Check> => ({
    ...(await withinTime(probe)),
    timestamp,
  });
  const [database, objects, storage, processing, cache] = await Promise.all([
    timed(() => checkDatabase(probes)),
    timed(() => checkObjects(probes)),
    timed(() => checkStorage(probes)),
    timed(() => checkProcessing(probes)),
    probes.cache?.check && timed(() => checkCache(probes.cache!.check!)),
  ]);
  const checks = {
    ...{ database, objects, api: { ...HEALTHY, timestamp }, storage, processing },
    ...(cache !== undefined && { cache }),
  };
  return { timestamp, overall_status: worstOf(Object.values(checks).map(({ status }) => status)), checks };
}

function worstOf(states: readonly CheckState[]): CheckState {
  if (states.includes('unhealthy')) return 'unhealthy';
  return states.includes('degraded') ? 'degraded' : 'healthy';
}

/** Rows are still answered without stores, so their absence degrades; stores that fail make the process unhealthy. */
function withoutStores(what: string): Finding {
  return { status: 'degraded', error: `this process has no ${what}: rows are answered, jobs are not` };
}

async function checkDatabase({ database }: ReadinessProbes): Promise<Finding> {
  if (database === undefined) return withoutStores('database');
  await database.query('SELECT 1');
  return HEALTHY;
}

async function checkObjects({ objects }: ReadinessProbes): Promise<Finding> {
  if (objects === undefined) return withoutStores('object store');
  await objects.list('t/', { limit: 1 });
  return HEALTHY;
}

async function checkStorage({ objects }: ReadinessProbes): Promise<Finding> {
  const free = await objects?.freeBytes();
  if (free === undefined || free >= FREE_BYTES_DEGRADED) return HEALTHY;
  const error = `${free} bytes are free where objects are kept; delete jobs or add space`;
  return { status: free < FREE_BYTES_UNHEALTHY ? 'unhealthy' : 'degraded', error };
}

/** Workers of this process where it has any, and whether anybody takes the tasks that wait. */
async function checkProcessing({ checkProcessing: check, jobs }: ReadinessProbes): Promise<Finding> {
  check?.();
  const idleSeconds = (await jobs?.readLoad())?.idleSeconds ?? 0;
  if (idleSeconds < IDLE_SECONDS_DEGRADED) return HEALTHY;
  const error = `a job has waited for a worker for ${Math.round(idleSeconds)} s; are chunk, merge and tick running?`;
  return { status: 'degraded', error };
}

/** Never more than degraded: without it everything is done, more slowly. */
async function checkCache(check: () => Promise<void>): Promise<Finding> {
  try {
    await check();
    return HEALTHY;
  } catch (thrown) {
    const { code, message } = AppError.from(thrown);
    return { status: 'degraded', error: `${code}: ${message}` };
  }
}

/** What a failed probe says outside: our own messages only, never a driver's. */
async function withinTime(probe: () => Promise<Finding>): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    const error = `no answer within ${CHECK_TIMEOUT_MS} ms`;
    timer = setTimeout(() => resolve({ status: 'unhealthy', error }), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([probe(), late]);
  } catch (thrown) {
    const error = thrown instanceof AppError ? `${thrown.code}: ${thrown.message}` : 'failed; the log has the details';
    return { status: 'unhealthy', error };
  } finally {
    clearTimeout(timer);
  }
}
