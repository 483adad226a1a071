/** A worker whose thread dies of its first work, once per folder; its successors work as they should. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { PoolMessage, WorkerBirth } from '../../shared/workers/part-work.ts';
import { WorkSlots } from '../../shared/workers/work-slots.ts';

const { objects, slots, workerIndex } = workerData as WorkerBirth;
const mark = join(objects.kind === 'folder' ? objects.folder : '', '.tmp', 'has-died');

if (existsSync(mark)) await import('../../shared/workers/chunk-worker.ts');
else {
  parentPort!.on('message', (message: PoolMessage) => {
    if (message.kind === 'close') parentPort!.close();
    if (message.kind !== 'work' || !new WorkSlots(slots).take(message.slot, message.run, workerIndex)) return;
    writeFileSync(mark, '');
    process.exit(1);
  });
}
