import type { OperateDependencies } from './dependencies.ts';

/** The metrics of this process, with what only the database knows read now. */
export async function renderMetrics(dependencies: OperateDependencies): Promise<string> {
  const { metrics, stores, cache, activeGenerations } = dependencies;
  metrics.record('tabular_active_generations', {}, activeGenerations());
  metrics.record('tabular_cache_memory_bytes', {}, cache?.memoryBytes ?? 0);
  // A database that is down must not hide the metrics that say so.
  const load = await stores?.jobs.readLoad().catch(() => undefined);
  if (load !== undefined) {
    const waiting = Math.max(0, load.unfinishedTasks - load.leasedTasks);
    metrics.record('tabular_queue_depth_tasks', {}, waiting);
    metrics.record('tabular_active_tasks', {}, load.leasedTasks);
  }
  return metrics.render();
}
