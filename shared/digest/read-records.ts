import { AppError } from '../errors/app-error.ts';
import { openText } from './open-text.ts';

/** A longer record is not read: it would be held in memory whole. */
const RECORD_BYTES_MAX = 256 * 1024 * 1024;

/** Bytes of a file from a record's start to somewhere behind it. */
export interface Window {
  readonly bytes: Uint8Array;
  readonly start: number;
  /** Whether the file ends with these bytes. */
  readonly isLast: boolean;
}

/**
 * Reads a file, compressed or not, record by record with one window in memory. `readRecord` returns where the next record begins, or
 * undefined when the window ends before the record does; at the last window it must return or throw.
 */
export async function forEachRecord(path: string, readRecord: (window: Window) => number | undefined): Promise<void> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of openText(path)) {
    rest = readWindow(join(rest, chunk as Uint8Array), false, readRecord);
    if (rest.length > RECORD_BYTES_MAX) {
      throw new AppError('INVALID_REQUEST', `a record is longer than ${RECORD_BYTES_MAX} bytes; is this a data file?`);
    }
  }
  readWindow(rest, true, readRecord);
}

function readWindow(
  bytes: Uint8Array,
  isLast: boolean,
  readRecord: (window: Window) => number | undefined,
): Uint8Array {
  let start = 0;
  while (start < bytes.length) {
    const next = readRecord({ bytes, start, isLast });
    if (next === undefined) break;
    start = next;
  }
  return bytes.subarray(start);
}

function join(head: Uint8Array, tail: Uint8Array): Uint8Array {
  if (head.length === 0) return tail;
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}
