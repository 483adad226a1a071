import type { OutputColumn } from '../../columns/column-program.ts';
import type { ColumnType } from '../../columns/column-type.ts';
import { textOffsets } from '../../columns/gather-vector.ts';
import type { Dictionary, Vector } from '../../columns/vector.ts';
import { invariant } from '../../errors/invariant.ts';
import type { ColumnValues } from '../../expressions/column-values.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import { expressionTypeOf } from './expression-types.ts';

const TWO_32 = 2 ** 32;
const utf8 = new TextDecoder();

/** Reads a column's vector page after page; answers are good until the next one, their arrays are used again. */
export type ReadColumn = (vector: Vector, rowCount: number) => ColumnValues;

/** What an expression sees of a column: numbers as doubles in the units of its type, text as strings or codes. */
export function createColumnReader(session: KernelSession, column: OutputColumn): ReadColumn {
  const read = readerOf(session, column);
  let isNull = new Uint8Array(0);
  return (vector, rowCount) => {
    const values = read(vector, rowCount);
    if (vector.presence === undefined || vector.nullCount === 0) return values;
    if (isNull.length < rowCount) isNull = new Uint8Array(rowCount);
    const { bytes } = session;
    for (let i = 0; i < rowCount; i++) isNull[i] = 1 - bytes[vector.presence + i]!;
    return { ...values, isNull };
  };
}

function readerOf(session: KernelSession, { type, dictionary }: OutputColumn): ReadColumn {
  switch (type.name) {
    case 'string':
    case 'enum':
      return dictionary === undefined ? plainText(session) : codedText(session, dictionary);
    case 'uuid':
      return uuidText(session);
    case 'boolean':
      return booleans(session, dictionary);
    default: {
      const name = expressionTypeOf(type);
      const isNumber = name !== undefined && name !== 'text' && name !== 'boolean';
      invariant(isNumber, 'normalisation lets an expression read only columns that have a type for it');
      return numbers(session, { type, name, dictionary });
    }
  }
}

/** What a stored whole number is multiplied with or divided by to be what expressions mean by it. */
function unitOf(type: ColumnType): { readonly times: number; readonly over: number } {
  if (type.name === 'decimal') return { times: 1, over: Number(`1e${type.scale}`) };
  return { times: type.name === 'timestamp' && type.unit === 'ms' ? 1_000 : 1, over: 1 };
}

interface NumberColumn {
  readonly type: ColumnType;
  readonly name: 'number' | 'date' | 'time' | 'timestamp';
  readonly dictionary: Dictionary | undefined;
}

function numbers(session: KernelSession, { type, name, dictionary }: NumberColumn): ReadColumn {
  const { times, over } = unitOf(type);
  const entries =
    dictionary && Float64Array.from(dictionary.values as readonly number[], (value) => (Number(value) * times) / over);
  let values = new Float64Array(0);
  return (vector, rowCount) => {
    if (values.length < rowCount) values = new Float64Array(rowCount);
    if (entries !== undefined) {
      const codes = codesOf(session, vector, rowCount);
      for (let i = 0; i < rowCount; i++) values[i] = entries[codes[i]!]!;
    } else {
      copyNumbers(session, vector, values.subarray(0, rowCount));
      if (times !== 1 || over !== 1) for (let i = 0; i < rowCount; i++) values[i] = (values[i]! * times) / over;
    }
    return { type: name, values };
  };
}

function copyNumbers({ bytes }: KernelSession, { layout, values: at }: Vector, out: Float64Array): void {
  const { buffer } = bytes;
  if (layout === 'i32') out.set(new Int32Array(buffer, at, out.length));
  else if (layout === 'f32') out.set(new Float32Array(buffer, at, out.length));
  else if (layout === 'f64') out.set(new Float64Array(buffer, at, out.length));
  else readLongs(new Int32Array(buffer, at, out.length * 2), out);
}

/** Whole numbers of 64 bits; beyond 2^53 the nearest double. */
function readLongs(words: Int32Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = words[2 * i + 1]! * TWO_32 + (words[2 * i]! >>> 0);
}

function codesOf({ bytes }: KernelSession, { layout, values }: Vector, rowCount: number): Uint8Array | Uint16Array {
  return layout === 'codes8'
    ? new Uint8Array(bytes.buffer, values, rowCount)
    : new Uint16Array(bytes.buffer, values, rowCount);
}

function booleans(session: KernelSession, dictionary: Dictionary | undefined): ReadColumn {
  let values = new Uint8Array(0);
  return (vector, rowCount) => {
    if (values.length < rowCount) values = new Uint8Array(rowCount);
    const { bytes } = session;
    const codes = dictionary && codesOf(session, vector, rowCount);
    for (let i = 0; i < rowCount; i++)
      values[i] =
        codes === undefined
          ? (bytes[vector.values + (i >>> 3)]! >>> (i & 7)) & 1
          : Number((dictionary!.values as readonly unknown[])[codes[i]!]);
    return { type: 'boolean', values };
  };
}

function codedText(session: KernelSession, { values }: Dictionary): ReadColumn {
  const dictionary = values as readonly string[];
  return (vector, rowCount) => ({ type: 'text', codes: codesOf(session, vector, rowCount), dictionary });
}

/** One decoding for the whole page where every byte is a character; else one per row. */
function plainText(session: KernelSession): ReadColumn {
  return (vector, rowCount) => {
    const { bytes } = session;
    const offsets = textOffsets(session, vector);
    const page = bytes.slice(vector.values, vector.values + vector.byteLength);
    const decoded = utf8.decode(page);
    const isAscii = decoded.length === page.length;
    const values = new Array<string>(rowCount);
    for (let i = 0; i < rowCount; i++) {
      const [start, end] = [offsets[i]! + 4, offsets[i + 1]!];
      values[i] = isAscii ? decoded.slice(start, end) : utf8.decode(page.subarray(start, end));
    }
    return { type: 'text', values };
  };
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const UUID_BYTES = 16;
/** Bytes of a UUID in front of which a hyphen stands. */
const HYPHENS = new Set([4, 6, 8, 10]);

function uuidText(session: KernelSession): ReadColumn {
  return (vector, rowCount) => {
    const { bytes } = session;
    const values = new Array<string>(rowCount);
    for (let i = 0; i < rowCount; i++) {
      let text = '';
      for (let byte = 0; byte < UUID_BYTES; byte++)
        text += (HYPHENS.has(byte) ? '-' : '') + HEX[bytes[vector.values + i * UUID_BYTES + byte]!]!;
      values[i] = text;
    }
    return { type: 'text', values };
  };
}
