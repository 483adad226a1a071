import { AppError } from '../errors/app-error.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { runInTrace } from '../telemetry/trace.ts';
import type { Admission } from './admit-request.ts';
import { answerPreflight } from './answer-preflight.ts';
import type { Api } from './api.ts';
import type { Connection, InFlight } from './in-flight.ts';
import { PROBE_PATHS } from './probe-paths.ts';
import { problemResponse } from './problem-response.ts';
import { createRequestContext, type RequestContext } from './request-context.ts';

export interface FetchOptions {
  /** Finds the routes for a request; may shorten `context.path`. */
  readonly select: (context: RequestContext) => Api;
  readonly admit: Admission;
  readonly log: Log;
  readonly metrics: Metrics;
  /** From the head of the request to the start of the answer. */
  readonly timeoutMs: number;
  readonly inFlight: InFlight;
  /** Names this process in `tabular_errors_total`. */
  readonly component: string;
}

export type Fetch = (request: Request, connection?: Connection) => Promise<Response>;

/** Admission, routing, errors as problems, metrics, the trace and the log around the routes. Never rejects. */
export function createFetch(options: FetchOptions): Fetch {
  return (request, connection) => {
    const context = createRequestContext(request);
    return runInTrace(context.trace, () => answerAlways(request, connection, { context, options }));
  };
}

async function answerAlways(request: Request, connection: Connection | undefined, around: Around): Promise<Response> {
  let response: Response;
  try {
    response = await answer(request, connection, around);
  } catch (thrown) {
    response = answerError(request, thrown, around);
  }
  observe(request, response, around);
  return response;
}

async function answer(
  request: Request,
  connection: Connection | undefined,
  { context, options }: Around,
): Promise<Response> {
  options.admit(request, context);
  const preflight = answerPreflight(request, context);
  if (preflight !== undefined) return preflight;
  if (isAlwaysAnswered(context.path)) return route(request, context, options);
  options.inFlight.enter();
  try {
    return await route(request, context, options);
  } finally {
    options.inFlight.leave(connection);
  }
}

/** A busy process is looked at most of all. */
function isAlwaysAnswered(path: string): boolean {
  return PROBE_PATHS.has(path) || path === '/metrics';
}

function route(request: Request, context: RequestContext, options: FetchOptions): Response | Promise<Response> {
  const answered = options.select(context).fetch(request, context);
  return answered instanceof Promise ? inTime(answered, context, options.timeoutMs) : answered;
}

/** Answers DEADLINE_EXCEEDED for work that takes longer, and tells the work to stop. */
function inTime(work: Promise<Response>, context: RequestContext, timeoutMs: number): Promise<Response> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      context.isExpired = true;
      const message = `no answer within ${timeoutMs / 1_000} s; ask for a job with Prefer: respond-async`;
      reject(new AppError('DEADLINE_EXCEEDED', message));
    }, timeoutMs);
    work.then(
      (response) => {
        clearTimeout(timer);
        resolve(response);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

interface Around {
  readonly context: RequestContext;
  readonly options: FetchOptions;
}

function answerError(request: Request, thrown: unknown, { context, options }: Around): Response {
  const error = AppError.from(thrown);
  options.metrics.record('tabular_errors_total', { error_type: error.code, component: options.component }, 1);
  if (error.status >= 500) {
    const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : undefined;
    options.log.error('request_failed', {
      request_id: context.requestId,
      method: request.method,
      endpoint: context.endpoint,
      code: error.code,
      message: error.message,
      cause,
    });
  }
  return problemResponse(context, error);
}

/** Methods are a closed set in labels: a caller may send any token. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function observe(request: Request, response: Response, { context, options }: Around): void {
  const { metrics, log } = options;
  const method = METHODS.has(request.method) ? request.method : 'other';
  const { endpoint } = context;
  const durationMs = performance.now() - context.startedMs;
  metrics.record('tabular_api_requests_total', { method, endpoint, status: String(response.status) }, 1);
  metrics.record('tabular_api_request_duration_seconds', { method, endpoint }, durationMs / 1_000);
  if (!log.isEnabled('debug')) return;
  log.debug('request_answered', {
    request_id: context.requestId,
    method,
    endpoint,
    status: response.status,
    duration_ms: Math.round(durationMs * 100) / 100,
  });
}
