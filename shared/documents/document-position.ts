import { AppError } from '../errors/app-error.ts';

/** A character of a document; lines and columns (UTF-16 units) count from 1. */
export interface DocumentPlace {
  readonly line: number;
  readonly column: number;
}

/** INVALID_REQUEST for the character at `offset` (UTF-16 units) of a document; lines and columns count from 1. */
export function documentError(text: string, offset: number, message: string): AppError {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  return new AppError('INVALID_REQUEST', `line ${line}, column ${column}: ${message}`);
}

/** The place that the message of a `documentError` begins with, and what follows it; undefined for other errors. */
export function readDocumentError({ message }: AppError): { place: DocumentPlace; reason: string } | undefined {
  const [, line, column, reason = ''] = /^line (\d+), column (\d+): (.*)$/s.exec(message) ?? [];
  return line === undefined ? undefined : { place: { line: Number(line), column: Number(column) }, reason };
}
