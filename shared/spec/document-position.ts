import { AppError } from '../errors/app-error.ts';

/** INVALID_REQUEST for the character at `offset` (UTF-16 units) of a document; lines and columns count from 1. */
export function documentError(text: string, offset: number, message: string): AppError {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  return new AppError('INVALID_REQUEST', `line ${line}, column ${column}: ${message}`);
}
