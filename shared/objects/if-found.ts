import { AppError } from '../errors/app-error.ts';

/** What a store answers, or undefined where what was asked for is not there (FILE_NOT_FOUND). */
export async function ifFound<Result>(answer: Promise<Result>): Promise<Result | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'FILE_NOT_FOUND') return undefined;
    throw thrown;
  }
}
