import { AppError } from '../errors/app-error.ts';

const DISK_FULL = '53100';
const QUERY_CANCELLED = '57014';
export const LOCK_NOT_AVAILABLE = '55P03';
export const UNDEFINED_TABLE = '42P01';
export const UNDEFINED_COLUMN = '42703';

/** When to come back to a database that is busy or away. */
const RETRY_AFTER_SECONDS = 2;

/** Classes of SQLSTATE that say "not now": connection, resources, operator intervention, transaction rollback. */
const UNAVAILABLE_CLASSES = ['08', '53', '57', '58', '40'];

const UNAVAILABLE_SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);

/** A certificate that is not to be trusted, by the names of Node and OpenSSL. */
const CERTIFICATE_CODE = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/;

/** Classes 28 (who asks) and 3D (which database) of SQLSTATE. */
const REFUSAL_CODE = /^(28|3D)[0-9A-Z]{3}$/;

/** The five characters by which PostgreSQL names a failure, when `thrown` has them; unlike `EPIPE`, with a digit. */
export function sqlStateOf(thrown: unknown): string | undefined {
  const code = codeOf(thrown);
  return code !== undefined && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** What to throw for a failed statement: an AppError where waiting or space can help, the failure itself otherwise. */
export function translateDatabaseError(thrown: unknown): unknown {
  if (thrown instanceof AppError) return thrown;
  const sqlState = sqlStateOf(thrown);
  if (sqlState === DISK_FULL) {
    return new AppError('STORAGE_FULL', 'the database has no space left; free some and try again', { cause: thrown });
  }
  if (sqlState === QUERY_CANCELLED || sqlState === LOCK_NOT_AVAILABLE) {
    const what = sqlState === QUERY_CANCELLED ? 'a statement' : 'the wait for a lock';
    return databaseBusy(`${what} took too long in the database; try again in a moment`, thrown);
  }
  const isUnavailable =
    sqlState === undefined
      ? isConnectionFailure(thrown)
      : endsConnection(thrown) || UNAVAILABLE_CLASSES.includes(sqlState.slice(0, 2));
  return isUnavailable ? databaseUnavailable(thrown) : thrown;
}

/** Whether the connection is of no more use: the server closed it, or it broke. */
export function endsConnection(thrown: unknown): boolean {
  const severity = (thrown as { severity?: unknown } | null)?.severity;
  if (severity === 'FATAL' || severity === 'PANIC') return true;
  return sqlStateOf(thrown) === undefined && isConnectionFailure(thrown);
}

/** The database cannot be asked at all. */
export function databaseUnavailable(cause: unknown): AppError {
  return new AppError('DATABASE_UNAVAILABLE', reasonOf(codeOf(cause) ?? ''), {
    cause,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

/** The database works and has no room for this now. */
export function databaseBusy(message: string, cause?: unknown): AppError {
  return new AppError('DATABASE_BUSY', message, { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
}

function reasonOf(code: string): string {
  if (CERTIFICATE_CODE.test(code)) {
    return 'the certificate of the database is not to be trusted; check database.ca_file and the host in database.url';
  }
  if (REFUSAL_CODE.test(code)) {
    return 'the server knows no such database, or does not let this user in; check database.url';
  }
  return 'the database does not answer; try again in a moment';
}

function codeOf(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** `pg` reports a lost connection without a code, as a plain Error; everything of PostgreSQL's own has an SQLSTATE. */
function isConnectionFailure(thrown: unknown): boolean {
  const code = codeOf(thrown);
  if (code === undefined) return isPlainError(thrown);
  return UNAVAILABLE_SYSTEM_CODES.has(code) || CERTIFICATE_CODE.test(code);
}

function isPlainError(thrown: unknown): boolean {
  return thrown instanceof Error && Object.getPrototypeOf(thrown) === Error.prototype;
}
