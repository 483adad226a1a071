import { AppError } from '../errors/app-error.ts';
import type { WorkerPool } from './worker-pool.ts';

/** For readiness: throws when no thread of the pool will ever work again. */
export function requireWorkers({ isOpen }: Pick<WorkerPool, 'isOpen'>): void {
  if (!isOpen) throw new AppError('INTERNAL', 'the worker threads have ended; restart the process');
}
