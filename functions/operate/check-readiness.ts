import type { Check, CheckState, Readiness } from '../../shared/contracts/health.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { OperateDependencies } from './dependencies.ts';

/** A probe that hangs is as bad as one that fails; orchestrators ask every few seconds. */
const CHECK_TIMEOUT_MS = 3_000;
/** Below these a job can hardly start, or nothing can be written at all. */
const FREE_BYTES_DEGRADED = 1024 ** 3;
const FREE_BYTES_UNHEALTHY = 64 * 1024 ** 2;

type Finding = Pick<Check, 'status' | 'error'>;
const HEALTHY: Finding = { status: 'healthy', error: null };

/** Every check at once, each with its own time limit. The worst one is the answer. */
export async function checkReadiness(dependencies: OperateDependencies): Promise<Readiness> {
  const timestamp = new Date(dependencies.now()).toISOString();
  const timed = async (probe: () => Promise<Finding>): Promise<Check> => ({
    ...(await withinTime(probe)),
    timestamp,
  });
  const [database, objects, storage, processing] = await Promise.all([
    timed(() => checkDatabase(dependencies)),
    timed(() => checkObjects(dependencies)),
    timed(() => checkStorage(dependencies)),
    timed(async () => checkProcessing(dependencies)),
  ]);
  const checks = { database, objects, api: { ...HEALTHY, timestamp }, storage, processing };
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

async function checkDatabase({ stores }: OperateDependencies): Promise<Finding> {
  if (stores === undefined) return withoutStores('database');
  await stores.database.query('SELECT 1');
  return HEALTHY;
}

async function checkObjects({ stores }: OperateDependencies): Promise<Finding> {
  if (stores === undefined) return withoutStores('object store');
  await stores.objects.list('t/', { limit: 1 });
  return HEALTHY;
}

async function checkStorage({ stores }: OperateDependencies): Promise<Finding> {
  const free = await stores?.objects.freeBytes();
  if (free === undefined || free >= FREE_BYTES_DEGRADED) return HEALTHY;
  const error = `${free} bytes are free where objects are kept; delete jobs or add space`;
  return { status: free < FREE_BYTES_UNHEALTHY ? 'unhealthy' : 'degraded', error };
}

function checkProcessing({ checkProcessing: check }: OperateDependencies): Finding {
  check?.();
  return HEALTHY;
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
