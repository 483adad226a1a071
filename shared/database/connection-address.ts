import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { AppError } from '../errors/app-error.ts';

/** Where a served PostgreSQL is and how the way there is secured. */
export interface ConnectionAddress {
  /** The URL without what `tls` says. */
  readonly url: string;
  /** False for plain text. */
  readonly tls: ConnectionOptions | false;
}

const TLS_PARAMETERS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'] as const;
const MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
type Mode = (typeof MODES)[number];

/**
 * Reads the TLS parameters of a connection URL as PostgreSQL's own clients do, since `pg` means something else by them:
 * `require` encrypts and trusts anyone unless a CA is named, `verify-ca` wants a certificate of that CA, `verify-full` one
 * for this host too. A CA alone stands for `verify-full`. `caFile` goes before `sslrootcert`; without either, the public
 * CAs are trusted. INVALID_CONFIG for other modes and for files that cannot be read; the URL is never quoted.
 */
export function readConnectionAddress(url: string, caFile?: string): ConnectionAddress {
  const parsed = parseUrl(url);
  const [mode, rootCertificate, certificate, key] = TLS_PARAMETERS.map((name) => takeParameter(parsed, name));
  const strange = [...parsed.searchParams.keys()].find((name) => name.startsWith('ssl'));
  if (strange !== undefined) throw invalid(`has the parameter ${strange}; known are ${TLS_PARAMETERS.join(', ')}`);
  const caPath = caFile ?? rootCertificate;
  const chosen = parseMode(mode ?? (caPath === undefined ? 'disable' : 'verify-full'));
  if (chosen === 'disable') return { url: parsed.href, tls: false };
  const ca = caPath === undefined ? undefined : readPem(caPath);
  return {
    url: parsed.href,
    tls: {
      ...(ca !== undefined && { ca }),
      ...(certificate !== undefined && { cert: readPem(certificate) }),
      ...(key !== undefined && { key: readPem(key) }),
      ...verificationOf(chosen, ca !== undefined),
    },
  };
}

function parseUrl(url: string): URL {
  try {
    return new URL(url);
  } catch {
    throw invalid('is not a URL; it looks like postgres://user:password@host:5432/name?sslmode=verify-full');
  }
}

function takeParameter(url: URL, name: string): string | undefined {
  const value = url.searchParams.get(name) ?? undefined;
  url.searchParams.delete(name);
  return value;
}

function parseMode(text: string): Mode {
  const mode = MODES.find((known) => known === text);
  if (mode !== undefined) return mode;
  throw invalid(`has sslmode ${text}; use one of ${MODES.join(', ')}`);
}

function verificationOf(mode: Mode, hasCa: boolean): ConnectionOptions {
  if (mode === 'require' && !hasCa) return { rejectUnauthorized: false };
  const verifiesName = mode === 'verify-full';
  return { rejectUnauthorized: true, ...(!verifiesName && { checkServerIdentity: () => undefined }) };
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('INVALID_CONFIG', `the file ${path} for TLS to the database cannot be read`, { cause });
  }
}

function invalid(what: string): AppError {
  return new AppError('INVALID_CONFIG', `database.url ${what}`);
}
