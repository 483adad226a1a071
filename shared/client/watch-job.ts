import type { CallOptions, Connection } from './connection.ts';
import { readEventStream } from './event-stream.ts';
import type { Job, JobEvent } from './generated/api-types.ts';
import { readPieces } from './read-body.ts';
import { pause } from './retry-delay.ts';
import { TabularError, unavailable } from './tabular-error.ts';

/** Lost event streams in a row, without one event between them, before watching gives up. */
const RECONNECTS_MAX = 5;
/** The server sends a sign of life every 15 s; longer silence means that nothing comes through. */
const QUIET_MS_MAX = 45_000;
/** Between two looks at a job whose events cannot be streamed. */
const POLL_MS = 1_000;

/** Nothing more will happen to a job in one of these states unless someone asks for it. */
export function hasEnded({ state }: Job): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
}

export function jobPath(id: string): string {
  return `/v1/jobs/${encodeURIComponent(id)}`;
}

/** Every event from the first to the one that ends the job, none twice, whatever happens to the connection. */
export async function* watchJob(
  connection: Connection,
  id: string,
  { signal }: CallOptions = {},
): AsyncGenerator<JobEvent> {
  let lastEventId = '0';
  let isOver = false;
  let lost = 0;
  while (lost < RECONNECTS_MAX) {
    try {
      for await (const event of openEvents(connection, id, { lastEventId, signal })) {
        lastEventId = String(event.event_sequence);
        lost = 0;
        // A job that failed and was retried has several ends; the server closes the stream after the last one.
        isOver = hasEnded(event.job);
        yield event;
      }
      if (isOver) return;
    } catch (error) {
      const failure = connection.failure(error, signal);
      const isLost = failure instanceof TabularError && (failure.status === 0 || failure.status >= 500);
      if (!isLost) throw failure;
    }
    lost++;
    if (lost < RECONNECTS_MAX) await connection.waitForTry(lost, { signal });
  }
  throw unavailable(`the event stream of ${id}`);
}

async function* openEvents(
  connection: Connection,
  id: string,
  { lastEventId, signal }: CallOptions & { readonly lastEventId: string },
): AsyncGenerator<JobEvent> {
  const response = await connection.ask({
    method: 'GET',
    path: `${jobPath(id)}/events`,
    headers: { accept: 'text/event-stream', 'last-event-id': lastEventId },
    // The loop around this tries again by itself.
    isRepeatable: false,
    signal,
  });
  // 204: the job has ended and there is nothing after `lastEventId`.
  if (response.body === null) return;
  for await (const event of readEventStream(readPieces(response.body, QUIET_MS_MAX)))
    yield JSON.parse(event.data) as JobEvent;
}

export interface WaitOptions extends CallOptions {
  /** Told whenever something has changed, about once a second while rows are made. */
  readonly onProgress?: (job: Job) => void;
}

/**
 * The job when it has ended, in whatever state. Follows its events; where those cannot be had (a proxy that keeps
 * answers back, say), looks every second.
 */
export async function waitForEnd(connection: Connection, id: string, options: WaitOptions): Promise<Job> {
  let last: Job | undefined;
  try {
    for await (const { job } of watchJob(connection, id, options)) {
      last = job;
      options.onProgress?.(job);
    }
  } catch (error) {
    if (!(error instanceof TabularError) || error.status !== 0) throw error;
    return pollJob(connection, id, options);
  }
  return last ?? pollJob(connection, id, options);
}

async function pollJob(connection: Connection, id: string, { signal, onProgress }: WaitOptions): Promise<Job> {
  for (;;) {
    const job = await connection.askJson<Job>({ method: 'GET', path: jobPath(id), isRepeatable: true, signal });
    onProgress?.(job);
    if (hasEnded(job)) return job;
    await pause(POLL_MS, connection.signalOf(signal));
  }
}
