import { isPassing, pause, retryDelayMs } from './retry-delay.ts';
import { readProblem, TabularError, unavailable } from './tabular-error.ts';

export interface TabularOptions {
  /** Like `http://localhost:8000`; may end with a path. */
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  /** Instead of the global one. */
  readonly fetch?: typeof fetch;
  /** Aborts whatever the client is doing. */
  readonly signal?: AbortSignal;
  /** Further tries of calls that may be repeated without harm; 3 by default. */
  readonly retries?: number;
  /** Before the first further try; grows with every failure. 500 by default. */
  readonly retryMs?: number;
}

export interface CallOptions {
  /** Aborts this call; what it throws then is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface Asked extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base address, with query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Asking twice does no more than asking once. */
  readonly isRepeatable: boolean;
  /** The answer may be a redirect to another host, which the key is no business of. */
  readonly mayLeadAway?: boolean;
}

/** Told apart by the members: some servers replace the global `Response`, so that `instanceof` says nothing. */
type Answered =
  | { readonly response: Response; readonly error?: never; readonly retryAfter?: never }
  | { readonly response?: never; readonly error: TabularError; readonly retryAfter: string | null };

const RETRIES = 3;
const RETRY_MS = 500;

/** One server, asked with the caller's key and patience. Calls throw TabularError, or the reason they were aborted for. */
export class Connection {
  readonly #options: TabularOptions;

  constructor(options: TabularOptions) {
    this.#options = options;
  }

  /** The first answer below 400. */
  async ask(asked: Asked): Promise<Response> {
    const { retries = RETRIES } = this.#options;
    for (let failures = 1; ; failures++) {
      const { response, error, retryAfter } = await this.#askOnce(asked);
      if (error === undefined) return response;
      const mayRepeat = asked.isRepeatable && failures <= retries && (error.status === 0 || isPassing(error.status));
      if (!mayRepeat || !(await this.waitForTry(failures, { retryAfter, signal: asked.signal }))) throw error;
    }
  }

  /** The JSON of that answer. */
  async askJson<Answer>(asked: Asked): Promise<Answer> {
    const response = await this.ask(asked);
    try {
      return (await response.json()) as Answer;
    } catch (cause) {
      throw this.failure(cause, asked.signal);
    }
  }

  /** Waits for the next try after `failures`; answers false when that would take too long. */
  async waitForTry(
    failures: number,
    { retryAfter = null, signal }: { readonly retryAfter?: string | null; readonly signal?: AbortSignal | undefined },
  ): Promise<boolean> {
    const { retryMs = RETRY_MS } = this.#options;
    const moment = { failures, retryMs, retryAfter, nowMs: Date.now(), jitter: Math.random() };
    const delayMs = retryDelayMs(moment);
    if (delayMs === undefined) return false;
    await pause(delayMs, this.signalOf(signal));
    return true;
  }

  /** The signal of a call together with the client's. */
  signalOf(signal: AbortSignal | undefined): AbortSignal | undefined {
    const signals = [this.#options.signal, signal].filter((one) => one !== undefined);
    return signals.length > 1 ? AbortSignal.any(signals) : signals[0];
  }

  /** What to throw for a broken connection: the reason where it was aborted. */
  failure(cause: unknown, signal: AbortSignal | undefined): unknown {
    const aborted = this.signalOf(signal);
    if (aborted?.aborted) return aborted.reason;
    return cause instanceof TabularError ? cause : unavailable(this.#options.baseUrl, cause);
  }

  async #askOnce(asked: Asked): Promise<Answered> {
    const { fetch: ask = fetch } = this.#options;
    let response: Response;
    try {
      response = await ask(this.#addressOf(asked.path), this.#initOf(asked));
    } catch (cause) {
      const error = this.failure(cause, asked.signal);
      if (error instanceof TabularError) return { error, retryAfter: null };
      throw error;
    }
    if (response.status < 400) return { response };
    return { error: await readProblem(response), retryAfter: response.headers.get('retry-after') };
  }

  #addressOf(path: string): string {
    return `${this.#options.baseUrl.replace(/\/+$/, '')}${path}`;
  }

  #initOf({ method, headers, body, signal, mayLeadAway }: Asked): RequestInit {
    const both = this.signalOf(signal);
    return {
      method,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.#keyHeader(mayLeadAway === true),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(both === undefined ? {} : { signal: both }),
    };
  }

  /** Of these two headers every fetch drops the first one where a redirect leaves the host. */
  #keyHeader(mayLeadAway: boolean): Record<string, string> {
    const { apiKey } = this.#options;
    if (!apiKey) return {};
    return mayLeadAway ? { authorization: `Bearer ${apiKey}` } : { 'x-api-key': apiKey };
  }
}
