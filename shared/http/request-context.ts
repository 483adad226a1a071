import { randomBytes } from 'node:crypto';
import { Trace } from '../telemetry/trace.ts';

/** What travels with one request from the listener to the handler; Hono carries it as `c.env`. */
export interface RequestContext {
  readonly requestId: string;
  /** What the request is a part of, here and in the functions that it rings. */
  readonly trace: Trace;
  /** `performance.now()` at the start. */
  readonly startedMs: number;
  /** Path to route by, without query; differs from the URL's where a platform's prefix was removed. */
  path: string;
  /** The matched route pattern: the only form of the path that metrics see. */
  endpoint: string;
  /** The caller's origin when it may read the answer from a browser. */
  corsOrigin: string | undefined;
  /** The time allowed for the answer is over: long work stops at its next pause. */
  isExpired: boolean;
}

/** Tells processes apart; within one, requests are counted: ids name requests in logs, they guard nothing. */
const PROCESS_ID = randomBytes(8).toString('hex');
let requestCount = 0;

const CALLER_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** The caller's `X-Request-Id` where it is harmless, else the platform's call id, else a new one. */
export function requestIdOf(request: Request, callId: string | undefined): string {
  const given = request.headers.get('x-request-id');
  if (given !== null && CALLER_ID.test(given)) return given;
  if (callId !== undefined) return callId;
  requestCount += 1;
  return `req_${PROCESS_ID}-${requestCount.toString(36)}`;
}

/** The path of a URL such as `http://host/path?query`, still percent-encoded. */
export function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  if (start === -1) return '/';
  const end = url.search(/[?#]/);
  return url.slice(start, end === -1 ? undefined : end);
}

export function createRequestContext(request: Request): RequestContext {
  const trace = new Trace(request.headers);
  return {
    requestId: requestIdOf(request, trace.callId),
    trace,
    startedMs: performance.now(),
    path: pathOf(request.url),
    endpoint: 'unmatched',
    corsOrigin: undefined,
    isExpired: false,
  };
}
