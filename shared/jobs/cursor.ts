import { AppError } from '../errors/app-error.ts';

/** The last row of a page: where the next one begins. */
export interface Cursor {
  readonly createdAt: Date;
  readonly id: string;
}

/** Opaque to callers: base64url of `[milliseconds, id]`. */
export function encodeCursor({ createdAt, id }: Cursor): string {
  return Buffer.from(JSON.stringify([createdAt.getTime(), id])).toString('base64url');
}

/** Throws INVALID_REQUEST for anything that `encodeCursor` did not make. */
export function decodeCursor(text: string): Cursor {
  const [createdMs, id] = parsePair(text);
  const createdAt = new Date(typeof createdMs === 'number' ? createdMs : Number.NaN);
  if (Number.isNaN(createdAt.getTime()) || typeof id !== 'string') throw invalidCursor();
  return { createdAt, id };
}

function parsePair(text: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed.length === 2) return parsed;
  } catch {
    // Not JSON: the same answer as for JSON of another shape.
  }
  throw invalidCursor();
}

function invalidCursor(): AppError {
  return new AppError(
    'INVALID_REQUEST',
    'the cursor is not one of ours; pass on next_cursor of the previous page as it is',
  );
}
