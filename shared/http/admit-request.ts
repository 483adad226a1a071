import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '../errors/app-error.ts';
import type { RequestContext } from './request-context.ts';

export interface AdmissionRules {
  /** Names that `Host` may hold, lower case, without port; `*` for any. */
  readonly allowedHosts: readonly string[];
  /** Origins whose pages may call, such as `https://example.com`. */
  readonly corsOrigins: readonly string[];
  /** Needed on every request but probes, when set. */
  readonly apiKey?: string;
}

/** Refuses by throwing; on success the context knows the origin that may read the answer. */
export type Admission = (request: Request, context: RequestContext) => void;

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
/** Orchestrators ask these without a key, under whatever name they know the container by. */
const PROBES = new Set(['/health', '/ready', '/_/health', '/_/ready']);

/**
 * Checks that come before routing: `Host` against DNS rebinding, `Origin` against foreign pages, the API key, and the
 * type of a body (a form cannot send JSON, so a foreign page cannot write without a preflight).
 */
export function createAdmission({ allowedHosts, corsOrigins, apiKey }: AdmissionRules): Admission {
  const hosts = new Set([...LOOPBACK_NAMES, ...allowedHosts.map((host) => host.toLowerCase())]);
  const isAnyHost = hosts.has('*');
  const keyDigest = apiKey === undefined ? undefined : digest(apiKey);
  return (request, context) => {
    const isProbe = PROBES.has(context.path);
    if (!isProbe && !isAnyHost) requireHost(request, hosts);
    const origin = request.headers.get('origin');
    if (origin !== null) admitOrigin(request, origin, { corsOrigins, context });
    if (keyDigest !== undefined && !isProbe && request.method !== 'OPTIONS') requireKey(request, keyDigest);
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

function requireKey(request: Request, keyDigest: Uint8Array): void {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const given = request.headers.get('x-api-key') ?? bearer;
  if (given === undefined) {
    throw new AppError('UNAUTHENTICATED', 'an API key is needed: send it as X-API-Key or as Authorization: Bearer');
  }
  if (!timingSafeEqual(digest(given), keyDigest)) throw new AppError('UNAUTHENTICATED', 'the API key is not known');
}

/** Digests have one length, so comparing them takes one time whatever was given. */
function digest(key: string): Uint8Array {
  return createHash('sha256').update(key).digest();
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
