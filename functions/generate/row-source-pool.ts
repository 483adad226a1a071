import { KernelSession } from '../../shared/kernels/kernel-session.ts';
import type { Kernels } from '../../shared/kernels/kernels.ts';
import type { PreparedRequest } from './prepare-request.ts';
import { createRowSource, type RowSource } from './row-source.ts';

/** Tables that stay bound between requests, and the linear memory that one of them may keep. */
const SESSIONS_MAX = 32;
const KEPT_BYTES_MAX = 32 * 1024 * 1024;

interface PooledSource {
  readonly session: KernelSession;
  source: RowSource;
  users: number;
}

/** Row sources by request and table. */
export interface RowSourcePool {
  /** A source for a table of this request and a way to give it back; several may use one source, a block of rows at a time. */
  acquire(request: PreparedRequest, tableIndex: number): { readonly source: RowSource; release(): void };
}

/**
 * Sessions are few and used again: linear memories are freed only by garbage collection, so making one per request
 * would run out of address space under load. The source used longest ago, and by nobody now, gives up its session.
 */
export function createRowSourcePool(createKernels: () => Kernels): RowSourcePool {
  const pooled = new Map<string, PooledSource>();

  function forget(key: string, entry: PooledSource): void {
    if (pooled.get(key) === entry) pooled.delete(key);
  }

  /** A session that nobody uses, or a new one while there are few or all are busy. */
  function takeSession(): KernelSession {
    if (pooled.size >= SESSIONS_MAX) {
      for (const [key, entry] of pooled) {
        if (entry.users > 0) continue;
        pooled.delete(key);
        return entry.session;
      }
    }
    return new KernelSession(createKernels());
  }

  function add(request: PreparedRequest, tableIndex: number): PooledSource {
    const session = takeSession();
    return { session, source: createRowSource(request, tableIndex, session), users: 0 };
  }

  return {
    acquire(request, tableIndex) {
      const key = `${tableIndex}/${request.key}`;
      const entry = pooled.get(key) ?? add(request, tableIndex);
      // Put back at the end: a map gives its entries oldest first.
      pooled.delete(key);
      pooled.set(key, entry);
      entry.users += 1;
      return {
        source: entry.source,
        release() {
          entry.users -= 1;
          const isLarge = entry.session.kernels.memory.buffer.byteLength > KEPT_BYTES_MAX;
          if (entry.users === 0 && (isLarge || pooled.size > SESSIONS_MAX)) forget(key, entry);
        },
      };
    },
  };
}
