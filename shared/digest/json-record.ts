import { AppError } from '../errors/app-error.ts';
import type { FieldSink } from './csv-record.ts';
import type { Window } from './read-records.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/** Where a record's members lie; a string's ends exclude its quotes. */
export class JsonMembers {
  readonly names: string[] = [];
  /** The names as they were written, quotes included: rows repeat them, and comparing is cheaper than decoding. */
  readonly writtenNames: Uint8Array[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly isString: boolean[] = [];
  count = 0;
}

const decoder = new TextDecoder();

/**
 * Finds the members of the next JSON object, nested values as they are written; array brackets and commas between objects are skipped. Returns where
 * to go on (`members.count` is 0 when only such bytes were left), undefined when more bytes are needed.
 */
export function readJsonRecord(window: Window, members: JsonMembers): number | undefined {
  const { bytes, isLast } = window;
  members.count = 0;
  let at = skip(bytes, window.start, isBetweenRows);
  if (at === bytes.length) return at;
  if (bytes[at] !== OPEN) throw notRows();
  at += 1;
  for (;;) {
    at = skip(bytes, at, isBetweenMembers);
    if (bytes[at] === CLOSE) return at + 1;
    const next = at < bytes.length ? readMember(bytes, at, members) : undefined;
    if (next !== undefined) at = next;
    else if (isLast) throw new AppError('INVALID_REQUEST', 'the JSON text ends within a row; is the file complete?');
    else return undefined;
  }
}

/** Hands the members on in the order of `names`; a missing member is a null. */
export function putJsonMembers(
  bytes: Uint8Array,
  members: JsonMembers,
  { names, sink }: { names: readonly string[]; sink: FieldSink },
): void {
  for (let column = 0; column < names.length; column++) {
    const member =
      members.names[column] === names[column] && column < members.count ? column : findMember(members, names[column]!);
    if (member === undefined || isNull(bytes, members, member)) sink.putNull(column);
    else putValue(bytes, members, { member, column, sink });
  }
}

function findMember(members: JsonMembers, name: string): number | undefined {
  const found = members.names.indexOf(name);
  return found >= 0 && found < members.count ? found : undefined;
}

function isNull(bytes: Uint8Array, { starts, isString }: JsonMembers, member: number): boolean {
  return !isString[member] && bytes[starts[member]!] === 0x6e;
}

function putValue(
  bytes: Uint8Array,
  { starts, ends, isString }: JsonMembers,
  { member, column, sink }: { member: number; column: number; sink: FieldSink },
): void {
  const start = starts[member]!;
  const end = ends[member]!;
  if (!isString[member] || !hasEscape(bytes, start, end)) {
    sink.put(column, bytes, start, end);
    return;
  }
  const text = new TextEncoder().encode(JSON.parse(decoder.decode(bytes.subarray(start - 1, end + 1))) as string);
  sink.put(column, text, 0, text.length);
}

function hasEscape(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] === BACKSLASH) return true;
  return false;
}

/** Reads `"name":value`; undefined when the bytes end before the value does. */
function readMember(bytes: Uint8Array, start: number, members: JsonMembers): number | undefined {
  if (bytes[start] !== QUOTE) throw notRows();
  const nameEnd = stringEnd(bytes, start + 1);
  if (nameEnd === undefined) return undefined;
  const colon = skip(bytes, nameEnd + 1, isSpace);
  const valueStart = skip(bytes, colon + 1, isSpace);
  if (valueStart >= bytes.length) return undefined;
  const isString = bytes[valueStart] === QUOTE;
  const end = isString ? stringEnd(bytes, valueStart + 1) : valueEnd(bytes, valueStart);
  if (end === undefined) return undefined;
  const member = members.count;
  if (!isWritten(bytes, start, nameEnd + 1, members.writtenNames[member])) {
    const written = bytes.slice(start, nameEnd + 1);
    members.writtenNames[member] = written;
    members.names[member] = JSON.parse(decoder.decode(written)) as string;
  }
  members.starts[member] = isString ? valueStart + 1 : valueStart;
  members.ends[member] = end;
  members.isString[member] = isString;
  members.count = member + 1;
  return isString ? end + 1 : end;
}

function isWritten(bytes: Uint8Array, start: number, end: number, written: Uint8Array | undefined): boolean {
  if (written === undefined || written.length !== end - start) return false;
  for (let i = 0; i < written.length; i++) if (bytes[start + i] !== written[i]) return false;
  return true;
}

/** Where the closing quote of a string is. */
function stringEnd(bytes: Uint8Array, start: number): number | undefined {
  for (let at = start; at < bytes.length; at++) {
    if (bytes[at] === QUOTE) return at;
    if (bytes[at] === BACKSLASH) at++;
  }
  return undefined;
}

function valueEnd(bytes: Uint8Array, start: number): number | undefined {
  return isOpening(bytes[start]!) ? nestedEnd(bytes, start) : scalarEnd(bytes, start);
}

/** Behind the bracket that closes the one at `start`. */
function nestedEnd(bytes: Uint8Array, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      const end = stringEnd(bytes, at + 1);
      if (end === undefined) return undefined;
      at = end;
    } else if (isOpening(byte)) depth += 1;
    else if ((byte === CLOSE || byte === CLOSE_LIST) && --depth === 0) return at + 1;
  }
  return undefined;
}

function isOpening(byte: number): boolean {
  return byte === OPEN || byte === OPEN_LIST;
}

function scalarEnd(bytes: Uint8Array, start: number): number | undefined {
  for (let at = start; at < bytes.length; at++) {
    if (bytes[at] === CLOSE || isBetweenMembers(bytes[at]!)) return at;
  }
  return undefined;
}

function skip(bytes: Uint8Array, start: number, isSkipped: (byte: number) => boolean): number {
  let at = start;
  while (at < bytes.length && isSkipped(bytes[at]!)) at++;
  return at;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isBetweenMembers(byte: number): boolean {
  return byte === 0x2c || isSpace(byte);
}

function isBetweenRows(byte: number): boolean {
  return byte === 0x2c || byte === 0x5b || byte === 0x5d || isSpace(byte);
}

function notRows(): AppError {
  return new AppError(
    'INVALID_REQUEST',
    'the JSON text is not a list of objects; digest files written by this product',
  );
}
