import { AppError } from '../errors/app-error.ts';
import { PROBE_PATHS } from './probe-paths.ts';
import type { RequestContext } from './request-context.ts';
import { createSecretCheck, type SecretCheck } from './secret-check.ts';

export interface AdmissionRules {
  /** Names that `Host` may hold, lower case, without port; `*` for any. */
  readonly allowedHosts: readonly string[];
  /** Origins whose pages may call, such as `https://example.com`. */
  readonly corsOrigins: readonly string[];
  /** Needed on every request but probes, when set. */
  readonly apiKey?: string;
  /** For functions that others ring: what is written needs the secret, what is read the secret or the key. */
  readonly internal?: InternalCallers;
}

export interface InternalCallers {
  /** Sent as `X-Tabular-Internal`. */
  readonly secret: string;
  /** Values of `X-Connector` or `ce-type` that need no secret: schedulers that can send none. */
  readonly trustedTriggers: readonly string[];
}

/** Refuses by throwing; on success the context knows the origin that may read the answer. */
export type Admission = (request: Request, context: RequestContext) => void;

/**
 * Stores tell of new objects here, with a secret of their own that the function checks: they cannot send an API key
 * beside it.
 */
export const STORAGE_EVENTS_PATH = '/v1/storage-events';

/** What functions show to each other. */
export const INTERNAL_HEADER = 'x-tabular-internal';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Checks that come before routing: `Host` against DNS rebinding, `Origin` against foreign pages, the API key, and the
 * type of a body (a form cannot send JSON, so a foreign page cannot write without a preflight).
 */
export function createAdmission({ allowedHosts, corsOrigins, apiKey, internal }: AdmissionRules): Admission {
  const hosts = new Set([...LOOPBACK_NAMES, ...allowedHosts.map((host) => host.toLowerCase())]);
  const isAnyHost = hosts.has('*');
  const requireCaller = createCallerCheck(apiKey, internal);
  return (request, context) => {
    const isProbe = PROBE_PATHS.has(context.path);
    if (!isProbe && !isAnyHost) requireHost(request, hosts);
    const origin = request.headers.get('origin');
    if (origin !== null) admitOrigin(request, origin, { corsOrigins, context });
    const hasOwnSecret = request.method === 'POST' && context.path === STORAGE_EVENTS_PATH && internal === undefined;
    if (!isProbe && request.method !== 'OPTIONS' && !hasOwnSecret) requireCaller(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') requireJson(request);
  };
}

function requireHost(request: Request, hosts: ReadonlySet<string>): void {
  const host = hostOf(request).replace(/:\d+$/, '');
  if (!hosts.has(host)) {
    throw new AppError('FORBIDDEN', `the host name is not answered here; add it to server.allowed_hosts`);
  }
}

function hostOf(request: Request): string {
  return (request.headers.get('host') ?? new URL(request.url).host).toLowerCase();
}

function admitOrigin(
  request: Request,
  origin: string,
  { corsOrigins, context }: { corsOrigins: readonly string[]; context: RequestContext },
): void {
  if (corsOrigins.includes(origin)) {
    context.corsOrigin = origin;
    return;
  }
  if (origin.replace(/^https?:\/\//, '').toLowerCase() === hostOf(request)) return;
  throw new AppError('FORBIDDEN', 'pages of this origin may not call; add it to server.cors_origins');
}

/** Throws UNAUTHENTICATED for callers that do not show what they must. */
function createCallerCheck(apiKey: string | undefined, internal: InternalCallers | undefined) {
  const isKey = apiKey === undefined ? undefined : createSecretCheck(apiKey);
  if (internal === undefined) {
    return (request: Request): void => {
      if (isKey !== undefined) requireKey(request, isKey);
    };
  }
  const isSecret = createSecretCheck(internal.secret);
  const triggers = new Set(internal.trustedTriggers);
  return (request: Request): void => {
    const given = request.headers.get(INTERNAL_HEADER);
    if (given !== null && isSecret(given)) return;
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (isRead && isKey !== undefined) requireKey(request, isKey);
    else if (!isTrusted(request, triggers)) {
      throw new AppError('UNAUTHENTICATED', `functions ring this one with ${INTERNAL_HEADER}; it is missing or wrong`);
    }
  };
}

function isTrusted({ headers }: Request, triggers: ReadonlySet<string>): boolean {
  return triggers.has(headers.get('x-connector') ?? '') || triggers.has(headers.get('ce-type') ?? '');
}

function requireKey(request: Request, isKey: SecretCheck): void {
  const given = request.headers.get('x-api-key') ?? bearerOf(request);
  if (given === undefined) {
    throw new AppError('UNAUTHENTICATED', 'an API key is needed: send it as X-API-Key or as Authorization: Bearer');
  }
  if (!isKey(given)) throw new AppError('UNAUTHENTICATED', 'the API key is not known');
}

/** The token of `Authorization: Bearer`. */
export function bearerOf({ headers }: Request): string | undefined {
  return /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
}

function requireJson(request: Request): void {
  const { headers } = request;
  const length = headers.get('content-length');
  const hasBody = (length !== null && length !== '0') || headers.has('transfer-encoding');
  if (!hasBody) return;
  const type = headers.get('content-type') ?? '';
  if (type !== 'application/json' && !/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type)) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'the body must be JSON in UTF-8: send Content-Type: application/json');
  }
  requirePlainBody(headers);
}

function requirePlainBody(headers: Headers): void {
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity') {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'compressed bodies are not read: send it without Content-Encoding');
  }
}
