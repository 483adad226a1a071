import { createPartEncoder } from '../../shared/formats/create-part-encoder.ts';
import { createProgramCache } from '../../shared/generation/program-cache.ts';
import type { ObjectStore } from '../../shared/objects/object-store.ts';
import type { WorkerPool } from '../../shared/workers/worker-pool.ts';
import { writePart } from '../../shared/workers/write-part.ts';
import { KERNELS } from './generated-values.ts';

/** A pool whose one worker is this thread, so that it can write to a store of this process. One chunk at a time. */
export function createThreadFreePool(objects: ObjectStore): WorkerPool {
  const programs = createProgramCache(KERNELS.wasm(), { entries: 8 });
  const writer = {
    objects,
    acquireEncoder: (planHash: string, planned: Parameters<typeof programs.acquire>[1], table: number) =>
      createPartEncoder(programs.acquire(planHash, planned, table), planned.plan.output),
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    workers: 1,
    isOpen: true,
    run(work, planned) {
      const manifest = last.then(() => writePart({ work, planned, onPage: () => undefined }, writer));
      last = manifest.catch(() => undefined);
      return { manifest, rowsDone: () => 0, cancel: () => undefined };
    },
    close: async () => undefined,
  };
}
