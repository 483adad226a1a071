import { AppError } from '../errors/app-error.ts';
import type { Window } from './read-records.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const CR = 0x0d;
const LF = 0x0a;

/** Receives the fields of a record in order; nothing that it gets stays valid. */
export interface FieldSink {
  put(column: number, from: Uint8Array, start: number, end: number): void;
  putNull(column: number): void;
}

/** Where a record's fields lie, reused from record to record: three numbers each. */
export class CsvFields {
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly kinds: ('plain' | 'quoted' | 'escaped')[] = [];
  count = 0;

  add(start: number, end: number, kind: 'plain' | 'quoted' | 'escaped'): void {
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.kinds[this.count] = kind;
    this.count += 1;
  }
}

/**
 * Finds the fields of one CSV record (RFC 4180; LF alone ends a record too). Returns where the next record begins,
 * undefined when more bytes are needed. Throws INVALID_REQUEST for a quote that does not end.
 */
export function readCsvRecord({ bytes, start, isLast }: Window, fields: CsvFields): number | undefined {
  fields.count = 0;
  let at = start;
  for (;;) {
    const end = bytes[at] === QUOTE ? readQuoted(bytes, at, fields) : readPlain(bytes, at, fields);
    if (end === undefined) {
      if (!isLast) return undefined;
      throw new AppError('INVALID_REQUEST', 'a quoted CSV field does not end; is the file complete?');
    }
    if (end >= bytes.length) return isLast ? bytes.length : undefined;
    if (bytes[end] === LF) return end + 1;
    if (bytes[end] === CR) {
      if (end + 1 >= bytes.length && !isLast) return undefined;
      if (bytes[end + 1] === LF || end + 1 >= bytes.length) return Math.min(end + 2, bytes.length);
    }
    if (bytes[end] !== COMMA) {
      throw new AppError('INVALID_REQUEST', 'a closing quote of a CSV field is followed by text; is this RFC 4180?');
    }
    at = end + 1;
  }
}

/** Hands the fields on: a plain empty field is a null, a quoted empty one is the empty text. */
export function putCsvFields(bytes: Uint8Array, fields: CsvFields, sink: FieldSink): void {
  for (let column = 0; column < fields.count; column++) {
    const start = fields.starts[column]!;
    const end = fields.ends[column]!;
    const kind = fields.kinds[column]!;
    if (kind === 'plain' && start === end) sink.putNull(column);
    else if (kind === 'escaped') putUnescaped(bytes.subarray(start, end), column, sink);
    else sink.put(column, bytes, start, end);
  }
}

function putUnescaped(escaped: Uint8Array, column: number, sink: FieldSink): void {
  const bytes = new Uint8Array(escaped.length);
  let length = 0;
  for (let i = 0; i < escaped.length; i++) {
    bytes[length++] = escaped[i]!;
    if (escaped[i] === QUOTE) i++;
  }
  sink.put(column, bytes, 0, length);
}

/** A carriage return inside a field stays; one before a line feed ends the record. */
function readPlain(bytes: Uint8Array, start: number, fields: CsvFields): number {
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (byte === COMMA || byte === LF || (byte === CR && (at + 1 === bytes.length || bytes[at + 1] === LF))) break;
    at++;
  }
  fields.add(start, at, 'plain');
  return at;
}

function readQuoted(bytes: Uint8Array, quote: number, fields: CsvFields): number | undefined {
  let kind: 'quoted' | 'escaped' = 'quoted';
  for (let at = quote + 1; at < bytes.length; at++) {
    if (bytes[at] !== QUOTE) continue;
    if (bytes[at + 1] !== QUOTE) {
      fields.add(quote + 1, at, kind);
      return at + 1;
    }
    kind = 'escaped';
    at++;
  }
  return undefined;
}
