import { AppError } from '../errors/app-error.ts';
import type { ObjectStore } from './object-store.ts';

/** Parts and merged file exist together for a while; the rest is for the estimate's error. */
const FACTOR = 2.1;

/** Refuses to begin what would not fit: STORAGE_FULL naming both numbers. A store that cannot tell refuses nothing. */
export async function requireSpace(objects: Pick<ObjectStore, 'freeBytes'>, estimatedBytes: number): Promise<void> {
  const free = await objects.freeBytes();
  const needed = Math.ceil(estimatedBytes * FACTOR);
  if (free === undefined || needed <= free) return;
  const remedy = 'free some space, ask for fewer rows, or choose another data folder';
  throw new AppError('STORAGE_FULL', `the job needs about ${needed} bytes of space and ${free} are free; ${remedy}`);
}
