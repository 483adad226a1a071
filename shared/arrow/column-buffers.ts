import type { OutputColumn } from '../columns/column-program.ts';
import type { ColumnType } from '../columns/column-type.ts';
import type { Dictionary, Vector } from '../columns/vector.ts';
import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';

/** Arrow's buffers of one column of one record batch, outside linear memory. */
export interface ColumnBuffers {
  readonly data: ArrayBufferView;
  /** Text only: row i is data[valueOffsets[i], valueOffsets[i + 1]). */
  readonly valueOffsets?: Int32Array;
  readonly nullBitmap?: Uint8Array;
}

type Numbers = Int32Array | Float32Array | Float64Array | BigInt64Array;

const LENGTH_BYTES = 4;
const OFFSET_MAX = 2 ** 31 - 1;

/** Copies one flat vector out of linear memory into Arrow's layout. */
export function columnBuffers(
  session: KernelSession,
  column: OutputColumn,
  page: { vector: Vector; rowCount: number },
): ColumnBuffers {
  const { vector, rowCount } = page;
  const values = arrowValues(session, column, page);
  if (vector.presence === undefined) return values;
  return { ...values, nullBitmap: packPresence(session.bytes.subarray(vector.presence, vector.presence + rowCount)) };
}

function arrowValues(
  session: KernelSession,
  { type, dictionary }: OutputColumn,
  { vector, rowCount }: { vector: Vector; rowCount: number },
): ColumnBuffers {
  const bytes = session.bytes.slice(vector.values, vector.values + vector.byteLength);
  switch (vector.layout) {
    case 'bits':
    case 'fixed16':
      return { data: bytes };
    case 'text':
      return textBuffers(bytes, rowCount);
    case 'codes8':
      return gather(type, dictionary!, bytes.subarray(0, rowCount));
    case 'codes16':
      return gather(type, dictionary!, new Uint16Array(bytes.buffer, 0, rowCount));
    default:
      invariant(vector.layout !== 'nested', 'nested columns are written leaf by leaf');
      return { data: widen(type, numbersOf(vector.layout, bytes.buffer, rowCount)) };
  }
}

function numbersOf(layout: 'i32' | 'i64' | 'f32' | 'f64', buffer: ArrayBuffer, rowCount: number): Numbers {
  if (layout === 'i32') return new Int32Array(buffer, 0, rowCount);
  if (layout === 'i64') return new BigInt64Array(buffer, 0, rowCount);
  return layout === 'f32' ? new Float32Array(buffer, 0, rowCount) : new Float64Array(buffer, 0, rowCount);
}

/** Arrow's decimals take 128 bits, little-endian, in 32-bit words; other types stay as they are. */
function widen(type: ColumnType, values: Numbers): ArrayBufferView {
  if (type.name !== 'decimal') return values;
  const words = new BigInt64Array(values.length * 2);
  for (let row = 0; row < values.length; row++) {
    const unscaled = BigInt(values[row]!);
    words[2 * row] = unscaled;
    words[2 * row + 1] = unscaled >> 63n;
  }
  return new Uint32Array(words.buffer);
}

function gather(type: ColumnType, { values }: Dictionary, codes: Uint8Array | Uint16Array): ColumnBuffers {
  if (typeof values[0] === 'string') return gatherTexts(values as readonly string[], codes);
  if (typeof values[0] === 'bigint') {
    const wide = BigInt64Array.from(codes, () => 0n);
    for (let row = 0; row < codes.length; row++) wide[row] = values[codes[row]!] as bigint;
    return { data: widen(type, wide) };
  }
  const numbers =
    type.name === 'float32'
      ? new Float32Array(codes.length)
      : type.name === 'float64'
        ? new Float64Array(codes.length)
        : new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row++) numbers[row] = values[codes[row]!] as number;
  return { data: numbers };
}

function gatherTexts(values: readonly string[], codes: Uint8Array | Uint16Array): ColumnBuffers {
  const texts = values.map((value) => new TextEncoder().encode(value));
  const valueOffsets = new Int32Array(codes.length + 1);
  for (let row = 0; row < codes.length; row++) valueOffsets[row + 1] = valueOffsets[row]! + texts[codes[row]!]!.length;
  const data = new Uint8Array(valueOffsets[codes.length]!);
  for (let row = 0; row < codes.length; row++) copyBytes(data, valueOffsets[row]!, texts[codes[row]!]!);
  return { data, valueOffsets };
}

/** PLAIN text (u32 length, bytes) to offsets and bytes; the bytes move towards the start of the same buffer. */
function textBuffers(plain: Uint8Array, rowCount: number): ColumnBuffers {
  invariant(plain.length <= OFFSET_MAX, 'the text of one page has fewer than 2^31 bytes');
  const lengths = new DataView(plain.buffer);
  const valueOffsets = new Int32Array(rowCount + 1);
  let entry = 0;
  let end = 0;
  for (let row = 0; row < rowCount; row++) {
    const bytes = lengths.getUint32(entry, true);
    entry += LENGTH_BYTES;
    for (let i = 0; i < bytes; i++) plain[end + i] = plain[entry + i]!;
    entry += bytes;
    end += bytes;
    valueOffsets[row + 1] = end;
  }
  return { data: plain.subarray(0, end), valueOffsets };
}

/** One bit per row, LSB first, from one byte. */
export function packPresence(presence: Uint8Array): Uint8Array {
  const bitmap = new Uint8Array(Math.ceil(presence.length / 8));
  for (let row = 0; row < presence.length; row++) bitmap[row >> 3]! |= presence[row]! << (row & 7);
  return bitmap;
}

/** Faster than `set` for texts of a few bytes. */
function copyBytes(to: Uint8Array, start: number, from: Uint8Array): void {
  for (let i = 0; i < from.length; i++) to[start + i] = from[i]!;
}
