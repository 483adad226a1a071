import type { Job, JobEvent } from '../../shared/contracts/job.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { StreamEntry } from '../../shared/http/event-stream.ts';
import type { JobStore } from '../../shared/jobs/job-store.ts';

/** A comment so often keeps proxies from closing a quiet connection. */
const HEARTBEAT_MS = 15_000;
/** What a client waits before it comes back to the next server. */
const RETRY_MS = 1_000;
const EVENTS_PER_READ = 100;

const ENDED: ReadonlySet<Job['state']> = new Set(['succeeded', 'failed', 'cancelled']);

export interface EventReader {
  readonly jobs: JobStore;
  readonly tenantId: string;
  readonly jobId: string;
  /** Aborts when the client leaves. */
  readonly left: AbortSignal;
  /** Aborts when the server stops. */
  readonly stopping: AbortSignal;
}

/**
 * Events after `afterSequence`, then new ones as they come, in order and without gap: ids are the job's own event
 * sequence, so a client that names the last one it saw goes on where it was. Ends after the event that ends the job,
 * when the job is deleted, or with a `retry` when the server stops.
 */
export async function* streamEvents(reader: EventReader, afterSequence: number): AsyncGenerator<StreamEntry> {
  const { jobs, tenantId, jobId, left, stopping } = reader;
  const wake = AbortSignal.any([left, stopping]);
  let last = afterSequence;
  let quietSinceMs = Number.NEGATIVE_INFINITY;
  while (!left.aborted) {
    const events = await jobs.readEvents(tenantId, jobId, last, EVENTS_PER_READ);
    for (const event of events) {
      last = event.event_sequence;
      yield { kind: 'event', event: { id: last, name: event.name, data: event } };
    }
    if (isLast(events.at(-1))) return;
    if (stopping.aborted) {
      yield { kind: 'retry', retryMs: RETRY_MS };
      return;
    }
    if (events.length > 0) {
      quietSinceMs = performance.now();
      continue;
    }
    if (performance.now() - quietSinceMs >= HEARTBEAT_MS) {
      if (await isOver(reader, last)) return;
      yield { kind: 'heartbeat' };
      quietSinceMs = performance.now();
    }
    await jobs.waitForEvents(tenantId, jobId, HEARTBEAT_MS, wake);
  }
}

function isLast(event: JobEvent | undefined): boolean {
  return event !== undefined && ENDED.has(event.job.state) && event.name === event.job.state;
}

/** A job that has ended and has nothing more to tell, or is gone. */
async function isOver({ jobs, tenantId, jobId }: EventReader, last: number): Promise<boolean> {
  try {
    const job = await jobs.getJob(tenantId, jobId);
    // An event written between the two reads is still to be told.
    return ENDED.has(job.state) && (await jobs.readEvents(tenantId, jobId, last, 1)).length === 0;
  } catch (error) {
    if (error instanceof AppError && error.code === 'JOB_NOT_FOUND') return true;
    throw error;
  }
}

/** `Last-Event-ID` as a sequence number; 0 when there is none. Throws INVALID_REQUEST for anything else. */
export function parseLastEventId(header: string | null): number {
  if (header === null || header === '') return 0;
  if (/^\d{1,15}$/.test(header)) return Number(header);
  throw new AppError('INVALID_REQUEST', 'Last-Event-ID must be the id of an event of this job');
}
