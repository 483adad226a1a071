import { readEventStream } from './event-stream.ts';
import { type DatasetView, hasEnded, type JobEventView, type JobView } from './job-view.ts';
import { ProblemError, readProblem } from './problem-error.ts';

export interface ClientOptions {
  /** Like `http://localhost:8000`. */
  readonly server: string;
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof fetch;
  /** Aborts whatever the client is doing. */
  readonly signal?: AbortSignal;
  /** Before a lost event stream is taken up again. */
  readonly reconnectMs?: number;
}

/** Lost event streams in a row, without one event between them, before watching gives up. */
const RECONNECTS_MAX = 5;
const RECONNECT_MS = 1_000;

export interface Client {
  /** Makes a job of a specification, however small it is. */
  createJob(spec: unknown): Promise<JobView>;
  /** One page of jobs, newest first. */
  listJobs(query: Readonly<Record<string, string>>): Promise<{ jobs: JobView[]; nextCursor: string | undefined }>;
  getJob(id: string): Promise<JobView>;
  cancelJob(id: string): Promise<JobView>;
  /** What a job that succeeded has made. */
  getResult(id: string): Promise<DatasetView>;
  /** Every event from the first to the one that ends the job, none twice, whatever happens to the connection. */
  watchJob(id: string): AsyncGenerator<JobEventView>;
}

/** Talks to one server. Every method throws ProblemError. */
export function createClient(options: ClientOptions): Client {
  const ask = (method: string, path: string, request: AskOptions = {}) => askServer(options, method, path, request);
  return {
    async createJob(spec) {
      const headers = { 'content-type': 'application/json', prefer: 'respond-async' };
      return (await (await ask('POST', '/v1/generate', { headers, body: JSON.stringify(spec) })).json()) as JobView;
    },
    async getResult(id) {
      return (await (await ask('GET', `/v1/jobs/${encodeURIComponent(id)}/result`)).json()) as DatasetView;
    },
    async listJobs(query) {
      const response = await ask('GET', `/v1/jobs?${new URLSearchParams(query)}`);
      const body = (await response.json()) as { jobs: JobView[]; next_cursor?: string | null };
      return { jobs: body.jobs, nextCursor: body.next_cursor ?? undefined };
    },
    async getJob(id) {
      return (await (await ask('GET', `/v1/jobs/${encodeURIComponent(id)}`)).json()) as JobView;
    },
    async cancelJob(id) {
      return (await (await ask('POST', `/v1/jobs/${encodeURIComponent(id)}/cancel`)).json()) as JobView;
    },
    watchJob: (id) => watchJob(ask, id, options),
  };
}

type Ask = (method: string, path: string, request?: AskOptions) => Promise<Response>;

interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function askServer(options: ClientOptions, method: string, path: string, request: AskOptions): Promise<Response> {
  const headers = { ...request.headers, ...(options.apiKey ? { 'x-api-key': options.apiKey } : {}) };
  const response = await (options.fetch ?? fetch)(new URL(path, options.server), {
    method,
    headers,
    ...(request.body === undefined ? {} : { body: request.body }),
    ...(options.signal ? { signal: options.signal } : {}),
  }).catch((cause: unknown) => {
    throw unavailable(options.server, cause);
  });
  if (response.status >= 400) throw await readProblem(response);
  return response;
}

async function* watchJob(
  ask: Ask,
  id: string,
  { reconnectMs = RECONNECT_MS, signal }: ClientOptions,
): AsyncGenerator<JobEventView> {
  let lastEventId = '0';
  let isOver = false;
  for (let lost = 0; lost < RECONNECTS_MAX; lost++) {
    try {
      for await (const event of openEvents(ask, id, lastEventId)) {
        lastEventId = String(event.event_sequence);
        lost = 0;
        // A job that failed and was retried has several ends; the server closes the stream after the last one.
        isOver = hasEnded(event.job);
        yield event;
      }
      if (isOver) return;
    } catch (error) {
      const isRefusal = error instanceof ProblemError && error.status > 0 && error.status < 500;
      if (isRefusal || signal?.aborted) throw error;
    }
    await pause(reconnectMs, signal);
  }
  throw unavailable(`the event stream of ${id}`, undefined);
}

async function* openEvents(ask: Ask, id: string, lastEventId: string): AsyncGenerator<JobEventView> {
  const response = await ask('GET', `/v1/jobs/${encodeURIComponent(id)}/events`, {
    headers: { accept: 'text/event-stream', 'last-event-id': lastEventId },
  });
  // 204: the job has ended and there is nothing after `lastEventId`.
  if (response.body === null) return;
  for await (const event of readEventStream(response.body as unknown as AsyncIterable<Uint8Array>))
    yield JSON.parse(event.data) as JobEventView;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}

function unavailable(what: string, cause: unknown): ProblemError {
  return new ProblemError({
    status: 0,
    code: 'SERVER_UNAVAILABLE',
    detail: `${what} does not answer: start one with "tabular serve", or name another with --server`,
    cause,
  });
}
