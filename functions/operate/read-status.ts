import type { Status } from '../../shared/contracts/health.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import type { OperateDependencies } from './dependencies.ts';

const KEYS_PER_LIST = 1_000;
/** Bounds the time of one answer; beyond it the sums are lower bounds. */
const LISTS_MAX = 100;

/** What this installation is doing right now. */
export async function readStatus(dependencies: OperateDependencies): Promise<Status> {
  const { config, stores, version, workers, startedMs, activeGenerations } = dependencies;
  const load = await stores?.jobs.readLoad();
  const { generation, server } = config;
  return {
    version,
    uptime_seconds: Math.round((performance.now() - startedMs) / 10) / 100,
    active_tasks: load?.leasedTasks ?? 0,
    active_generations: activeGenerations(),
    queue: {
      queued_jobs: load?.queuedJobs ?? 0,
      running_jobs: load?.runningJobs ?? 0,
      waiting_tasks: load === undefined ? 0 : Math.max(0, load.unfinishedTasks - load.leasedTasks),
    },
    limits: {
      max_rows_per_request: generation.max_rows_per_request,
      max_columns: generation.max_columns,
      max_concurrent: generation.max_concurrent,
      parallel_workers: workers,
      sync_max_rows: generation.sync_max_rows,
      sync_max_bytes: generation.sync_max_bytes,
      body_limit_bytes: server.body_limit_bytes,
    },
    bytes: stores === undefined ? { datasets: 0, parts: 0, free: null } : await sumBytes(stores.objects),
  };
}

/** Objects below `t/{tenant}/datasets/` and `t/{tenant}/jobs/`, added up. */
async function sumBytes(objects: ObjectStore): Promise<Status['bytes']> {
  const sums = { datasets: 0, parts: 0 };
  let after: string | undefined;
  for (let lists = 0; lists < LISTS_MAX; lists++) {
    const page = await objects.list('t/', { limit: KEYS_PER_LIST, ...(after !== undefined && { after }) });
    for (const { key, bytes } of page) sums[key.split('/')[2] === 'datasets' ? 'datasets' : 'parts'] += bytes;
    if (page.length < KEYS_PER_LIST) break;
    after = page.at(-1)!.key;
  }
  return { ...sums, free: (await objects.freeBytes()) ?? null };
}
