import { AppError } from '../errors/app-error.ts';

/** What a failed file operation means to a caller. AppErrors pass through. */
export function storageError(thrown: unknown, key: string): AppError {
  if (thrown instanceof AppError) return thrown;
  switch ((thrown as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return new AppError('FILE_NOT_FOUND', `object ${key} does not exist`, { cause: thrown });
    case 'EEXIST':
      return new AppError('OBJECT_EXISTS', `object ${key} exists already`, { cause: thrown });
    case 'EISDIR':
    case 'ENOTDIR':
    case 'ENOTEMPTY':
      return new AppError('OBJECT_EXISTS', `object ${key} lies above or below another object`, { cause: thrown });
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('STORAGE_FULL', `no space is left to write object ${key}; free some and retry`, {
        cause: thrown,
      });
    default:
      return new AppError('STORAGE_UNAVAILABLE', `object ${key} could not be read or written`, { cause: thrown });
  }
}

/** The error of an object in an archive of the store. */
export function archivedError(key: string): AppError {
  const remedy = 'restore it there (RestoreObject), then ask again';
  return new AppError('OBJECT_ARCHIVED', `object ${key} lies in an archive of the store; ${remedy}`);
}

/** The error of a range that begins behind the end of its object. */
export function rangeError(key: string, start: number, bytes: number): AppError {
  return new AppError('RANGE_NOT_SATISFIABLE', `object ${key} has ${bytes} bytes; byte ${start} lies behind its end`);
}
