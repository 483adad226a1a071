import type { MessagePort } from 'node:worker_threads';
import type { PartManifest } from '../contracts/part-manifest.ts';
import type { PlannedJob } from '../contracts/plan.ts';
import { AppError } from '../errors/app-error.ts';
import type { OnPage, PartWork, PoolMessage, WorkerMessage } from './part-work.ts';
import type { WorkSlots } from './work-slots.ts';

export interface WorkerLoopOptions {
  readonly port: MessagePort;
  readonly slots: WorkSlots;
  readonly workerIndex: number;
  readonly writePart: (work: PartWork, planned: PlannedJob, onPage: OnPage) => Promise<PartManifest>;
}

/** The worker's side of the pool: takes works one by one in order of arrival until it is told to close. */
export function runWorkerLoop({ port, slots, workerIndex, writePart }: WorkerLoopOptions): void {
  const plans = new Map<string, PlannedJob>();
  const inbox: PoolMessage[] = [];
  let isRunning = false;

  async function runWork(message: Extract<PoolMessage, { kind: 'work' }>): Promise<WorkerMessage> {
    const { run, slot, work } = message;
    try {
      const manifest = await writePart(work, getPlan(plans, work.planHash), (rowsDone) => {
        slots.setRowsDone(slot, rowsDone);
        if (slots.isCancelled(slot)) throw new AppError('CANCELLED', 'the chunk was cancelled');
      });
      return { kind: 'done', run, manifest };
    } catch (thrown) {
      const error = AppError.from(thrown);
      return { kind: 'failed', run, code: error.code, message: error.message, stack: stackOf(error) };
    }
  }

  async function drain(): Promise<void> {
    isRunning = true;
    for (let message = inbox.shift(); message; message = inbox.shift()) {
      if (message.kind === 'plan') plans.set(message.planHash, message.planned);
      else if (message.kind === 'forget') plans.delete(message.planHash);
      else if (message.kind === 'close') port.close();
      else if (slots.take(message.slot, message.run, workerIndex)) port.postMessage(await runWork(message));
    }
    isRunning = false;
  }

  port.on('message', (message: PoolMessage) => {
    inbox.push(message);
    if (!isRunning) void drain();
  });
}

function getPlan(plans: ReadonlyMap<string, PlannedJob>, planHash: string): PlannedJob {
  const planned = plans.get(planHash);
  if (planned) return planned;
  throw new Error('a plan precedes its first work');
}

/** The stack with those of its causes: only ever for the log. */
function stackOf(error: Error): string {
  const stacks: string[] = [];
  for (let next: unknown = error; next instanceof Error; next = next.cause) stacks.push(next.stack ?? next.message);
  return stacks.join('\ncaused by ');
}
