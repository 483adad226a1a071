import { AppError } from '../errors/app-error.ts';

/** Opaque to callers: base64url of the last name or version of a page. */
export function encodeSchemaCursor(last: string | number): string {
  return Buffer.from(JSON.stringify(last)).toString('base64url');
}

/** Throws INVALID_REQUEST for anything that `encodeSchemaCursor` did not make of a name. */
export function decodeNameCursor(text: string): string {
  const name = parse(text);
  // PostgreSQL's texts hold no U+0000.
  if (typeof name === 'string' && !name.includes('\0')) return name;
  throw invalidCursor();
}

/** The same of a version. */
export function decodeVersionCursor(text: string): number {
  const version = parse(text);
  if (Number.isInteger(version) && (version as number) > 0 && (version as number) < 2 ** 31) return version as number;
  throw invalidCursor();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function invalidCursor(): AppError {
  return new AppError(
    'INVALID_REQUEST',
    'the cursor is not one of ours; pass on next_cursor of the previous page as it is',
  );
}
