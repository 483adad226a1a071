import type { ColumnType } from '../columns/column-type.ts';
import { uuidText } from '../kernels/twin/canonical-text.ts';
import type { ByteSink } from './byte-sink.ts';
import { jsonScalar, type ScalarType, type ScalarValue } from './json-scalar.ts';

/**
 * Writers of canonical JSON text: members in the order of the specification, no spaces, null for what is absent. One
 * writer per node and page; formats and digests build them over memory of their own.
 */
export type AppendJson = (sink: ByteSink, place: number) => void;

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, CLOSE_OBJECT] = [0x22, 0x5c, 0x2c, 0x5b, 0x5d, 0x7d];
const NULL = new TextEncoder().encode('null');
/** The longest escape, `\u001f`. */
const ESCAPE_BYTES_MAX = 6;
const UUID_BYTES = 16;
const LENGTH_BYTES = 4;

/** What stands before each member of an object: its brace or comma, and its name. */
export function memberLeads(names: readonly string[]): Uint8Array[] {
  return names.map((name, index) => new TextEncoder().encode(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`));
}

export function objectText(leads: readonly Uint8Array[], members: readonly AppendJson[]): AppendJson {
  return (sink, place) => {
    for (let i = 0; i < members.length; i++) {
      sink.append(leads[i]!);
      members[i]!(sink, place);
    }
    sink.appendByte(CLOSE_OBJECT);
  };
}

/** The elements of the list at place i are [offsets[i], offsets[i + 1]). */
export function listText(offsets: Int32Array, element: AppendJson): AppendJson {
  return (sink, place) => {
    sink.appendByte(OPEN_LIST);
    const [start, end] = [offsets[place]!, offsets[place + 1]!];
    for (let i = start; i < end; i++) {
      if (i > start) sink.appendByte(COMMA);
      element(sink, i);
    }
    sink.appendByte(CLOSE_LIST);
  };
}

/** `null` where `isPresent` says so. */
export function nullableText(isPresent: ((place: number) => boolean) | undefined, present: AppendJson): AppendJson {
  if (isPresent === undefined) return present;
  return (sink, place) => {
    if (isPresent(place)) present(sink, place);
    else sink.append(NULL);
  };
}

/** Bits, LSB first. */
export function booleanText(bits: Uint8Array): AppendJson {
  return (sink, place) => sink.appendAscii(((bits[place >> 3]! >> (place & 7)) & 1) === 1 ? 'true' : 'false');
}

export function uuidsText(bytes: Uint8Array): AppendJson {
  return (sink, place) =>
    sink.appendAscii(`"${uuidText(bytes.subarray(place * UUID_BYTES, (place + 1) * UUID_BYTES))}"`);
}

/** UTF-8 at [offsets[i] + skipped, offsets[i + 1]) of `bytes`, escaped as JSON.stringify does. */
export function textsText(bytes: Uint8Array, offsets: ArrayLike<number>, skipped = 0): AppendJson {
  return (sink, place) => {
    const start = offsets[place]! + skipped;
    const end = offsets[place + 1]!;
    sink.reserve(2 + (end - start) * ESCAPE_BYTES_MAX);
    const out = sink.bytes;
    let to = sink.end;
    out[to++] = QUOTE;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if (byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH) out[to++] = byte;
      else {
        const escaped = JSON.stringify(String.fromCharCode(byte));
        for (let i = 1; i < escaped.length - 1; i++) out[to++] = escaped.charCodeAt(i);
      }
    }
    out[to++] = QUOTE;
    sink.end = to;
  };
}

/** Bytes at [offsets[i] + skipped, offsets[i + 1]) as lower-case hexadecimal digits. */
export function hexText(bytes: Uint8Array, offsets: ArrayLike<number>, skipped = 0): AppendJson {
  return (sink, place) => {
    sink.appendAscii(`"${bytes.subarray(offsets[place]! + skipped, offsets[place + 1]!).toHex()}"`);
  };
}

/** Codes into texts that are written as they are. */
export function codedText(codes: ArrayLike<number>, texts: readonly Uint8Array[]): AppendJson {
  return (sink, place) => sink.append(texts[codes[place]!]!);
}

/** The JSON texts of a dictionary's entries. */
export function entryTexts(
  type: Exclude<ColumnType, { name: 'nested' }>,
  values: readonly string[] | readonly ScalarValue[],
): Uint8Array[] {
  const encoder = new TextEncoder();
  const isText = typeof values[0] === 'string';
  const text = isText ? (value: unknown) => JSON.stringify(value) : jsonScalar(type as ScalarType);
  return Array.from(values as readonly never[], (value) => encoder.encode(text(value)));
}

/** PLAIN text (u32 byte length, bytes) of places 0 to count - 1; a view of the sink, which begins anew. */
export function plainJsonTexts(sink: ByteSink, append: AppendJson, count: number): Uint8Array {
  sink.end = 0;
  for (let place = 0; place < count; place++) {
    sink.reserve(LENGTH_BYTES);
    const start = sink.end;
    sink.end += LENGTH_BYTES;
    append(sink, place);
    putLength(sink.bytes, start, sink.end - start - LENGTH_BYTES);
  }
  return sink.bytes.subarray(0, sink.end);
}

function putLength(bytes: Uint8Array, at: number, length: number): void {
  bytes[at] = length;
  bytes[at + 1] = length >>> 8;
  bytes[at + 2] = length >>> 16;
  bytes[at + 3] = length >>> 24;
}
