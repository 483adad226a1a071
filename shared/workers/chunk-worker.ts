/** The program of a worker thread: kernels, programs and a store of its own; see `worker-pool.ts` for the other side. */
import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../errors/invariant.ts';
import { createPartEncoder } from '../formats/create-part-encoder.ts';
import type { PartEncoder } from '../formats/part-encoder.ts';
import { createProgramCache } from '../generation/program-cache.ts';
import type { BoundTable } from '../generation/table-program.ts';
import { createWasmKernels } from '../kernels/wasm-kernels.ts';
import { openObjectStore } from '../objects/open-object-store.ts';
import type { WorkerBirth } from './part-work.ts';
import { WorkSlots } from './work-slots.ts';
import { runWorkerLoop } from './worker-loop.ts';
import { type PartWriter, writePart } from './write-part.ts';

/** Compiled tables kept by a worker. */
const PROGRAMS = 8;

invariant(parentPort, 'this file is started by a worker pool');
const birth = workerData as WorkerBirth;
const programs = createProgramCache(createWasmKernels(birth.kernels), { entries: PROGRAMS });
const encoders = new WeakMap<BoundTable, PartEncoder>();

const writer: PartWriter = {
  objects: openObjectStore(birth.objects),
  async acquireEncoder(planHash, planned, tableIndex) {
    const bound = programs.acquire(planHash, planned, tableIndex);
    const encoder = encoders.get(bound) ?? (await createPartEncoder(bound, planned.plan.output));
    encoders.set(bound, encoder);
    return encoder;
  },
};

runWorkerLoop({
  port: parentPort,
  slots: new WorkSlots(birth.slots),
  workerIndex: birth.workerIndex,
  writePart: (work, planned, onPage) => writePart({ work, planned, onPage }, writer),
});
