import { parentPort, workerData } from 'node:worker_threads';
import type { PartManifest } from '../../shared/contracts/part-manifest.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { OnPage, PartWork, WorkerBirth } from '../../shared/workers/part-work.ts';
import { WorkSlots } from '../../shared/workers/work-slots.ts';
import { runWorkerLoop } from '../../shared/workers/worker-loop.ts';

/** A worker that makes no rows: what it does is the work's job id. */
const BEHAVIOURS: Record<string, (work: PartWork, onPage: OnPage) => PartManifest> = {
  echo: (work) => manifestOf(work),
  report(work, onPage) {
    onPage(10);
    onPage(20);
    return manifestOf(work);
  },
  spin(_work, onPage) {
    for (let rows = 1; ; rows++) onPage(rows);
  },
  full() {
    throw new AppError('STORAGE_FULL', 'no space is left');
  },
  bug() {
    throw new TypeError('not a function');
  },
  die() {
    process.exit(9);
  },
};

const birth = workerData as WorkerBirth;

runWorkerLoop({
  port: parentPort!,
  slots: new WorkSlots(birth.slots),
  workerIndex: birth.workerIndex,
  writePart: async (work, { plan }, onPage) => ({ ...BEHAVIOURS[work.jobId]!(work, onPage), crc32: plan.spec_hash }),
});

/** `table_index` tells which worker did it. */
function manifestOf(work: PartWork): PartManifest {
  const { chunk_index, row_start, row_end } = work.range;
  const ends = { bytes: 0, crc32: '', data_start: 0, data_end: 0, data_crc32: '' };
  return { table_index: birth.workerIndex, chunk_index, row_start, row_end, key: work.planHash, ...ends };
}
