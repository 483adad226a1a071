import { AppError } from '../../errors/app-error.ts';
import type { ErrorCode } from '../../errors/error-codes.ts';

/** Throws what was found instead. */
export function expectThat(isMet: boolean, otherwise: string): void {
  if (!isMet) throw new AppError('STORAGE_UNAVAILABLE', otherwise);
}

/** Waits for a refusal; throws when there is none, or another one. */
export async function expectCode(code: ErrorCode, refused: Promise<unknown>): Promise<void> {
  try {
    await refused;
  } catch (error) {
    if (error instanceof AppError && error.code === code) return;
    throw error;
  }
  throw new AppError('STORAGE_UNAVAILABLE', `a call that must be refused (${code}) was not`);
}
