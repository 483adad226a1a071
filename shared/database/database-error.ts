import { AppError } from '../errors/app-error.ts';

const DISK_FULL = '53100';
export const UNIQUE_VIOLATION = '23505';
export const DUPLICATE_TABLE = '42P07';
/** Two at once create a table: its row type is there already. */
export const DUPLICATE_OBJECT = '42710';

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

/** The five characters by which PostgreSQL names a failure, when `thrown` has them. */
export function sqlStateOf(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** What to throw for a failed statement: an AppError where waiting or space can help, the failure itself otherwise. */
export function translateDatabaseError(thrown: unknown): unknown {
  if (thrown instanceof AppError) return thrown;
  const sqlState = sqlStateOf(thrown);
  if (sqlState === DISK_FULL) {
    return new AppError('STORAGE_FULL', 'the database has no space left; free some and try again', { cause: thrown });
  }
  const isUnavailable =
    sqlState === undefined ? isConnectionFailure(thrown) : UNAVAILABLE_CLASSES.includes(sqlState.slice(0, 2));
  return isUnavailable ? databaseUnavailable(thrown) : thrown;
}

/** The database cannot be asked at all. */
export function databaseUnavailable(cause: unknown): AppError {
  return new AppError('DATABASE_UNAVAILABLE', 'the database does not answer; try again in a moment', { cause });
}

/** `pg` reports a lost connection without a code, as a plain Error; everything of PostgreSQL's own has an SQLSTATE. */
function isConnectionFailure(thrown: unknown): boolean {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? UNAVAILABLE_SYSTEM_CODES.has(code) : isPlainError(thrown);
}

function isPlainError(thrown: unknown): boolean {
  return thrown instanceof Error && Object.getPrototypeOf(thrown) === Error.prototype;
}
