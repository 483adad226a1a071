import { hash } from 'node:crypto';
import { AppError } from '../errors/app-error.ts';

/** The header's key, `undefined` when there is none. Throws INVALID_REQUEST for one that is empty, long or unprintable. */
export function parseIdempotencyKey(header: string | null | undefined): string | undefined {
  if (header === null || header === undefined) return undefined;
  if (/^[\x21-\x7e]{1,255}$/.test(header)) return header;
  throw new AppError('INVALID_REQUEST', 'Idempotency-Key must be 1 to 255 printable ASCII characters without spaces');
}

/** What makes two requests the same: the body as it was sent and everything beside it that shapes the answer. */
export function requestFingerprint(bodyText: string, ...rest: readonly string[]): string {
  return hash('sha256', [...rest, bodyText].join('\n'), 'hex');
}
