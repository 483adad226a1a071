import type { ColumnType } from '../../columns/column-type.ts';
import type { Vector } from '../../columns/vector.ts';
import { AppError } from '../../errors/app-error.ts';
import type {
  BooleanValues,
  CodedTextValues,
  ColumnValues,
  NumberValues,
  TextValues,
} from '../../expressions/column-values.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import type { Address } from '../../kernels/kernels.ts';
import { derivedLayout } from './derived-type.ts';
import { DERIVED_TEXT_BYTES } from './text-width.ts';

const TWO_32 = 2 ** 32;
const LENGTH_BYTES = 4;
const utf8 = new TextEncoder();

export interface WrittenRows {
  readonly rowStart: number;
  readonly rowCount: number;
  /** As in `PageRange`. */
  readonly rows?: Float64Array;
}

/** Stores the values of an expression in scratch as a vector of the column's type. */
export type WriteValues = (values: ColumnValues, rows: WrittenRows) => Vector;

/** A column that is written. */
export interface WrittenColumn {
  /** For errors: VALUE_TOO_LONG names the column and the row, never the text. */
  readonly name: string;
  readonly type: ColumnType;
  /** UTF-8 bytes that no text exceeds. */
  readonly textBytesMax?: number;
}

export function createColumnWriter(session: KernelSession, column: WrittenColumn): WriteValues {
  const { type, textBytesMax = DERIVED_TEXT_BYTES } = column;
  const layout = derivedLayout(type);
  const storeText = textStore(session, column.name, textBytesMax);
  return (values, rows) => {
    const nulls = startNulls(session, values, rows.rowCount);
    if (values.type === 'text') {
      const at = session.allocate(rows.rowCount * (textBytesMax + LENGTH_BYTES));
      const byteLength = storeText(at, values, rows);
      return { layout, values: at, byteLength, ...nulls.finish() };
    }
    if (values.type === 'boolean') {
      const byteLength = Math.ceil(rows.rowCount / 8);
      const at = session.allocate(byteLength);
      storeBits(session, at, { values, rowCount: rows.rowCount });
      return { layout, values: at, byteLength, ...nulls.finish() };
    }
    const width = layout === 'i32' || layout === 'f32' ? 4 : 8;
    const at = session.allocate(rows.rowCount * width);
    storeNumbers(session, at, { values, type, rowCount: rows.rowCount, dropRow: nulls.drop });
    return { layout, values: at, byteLength: rows.rowCount * width, ...nulls.finish() };
  };
}

/** Presence is allocated before it is known to be needed: values that do not fit their type become null on the way. */
function startNulls(session: KernelSession, { isNull }: ColumnValues, rowCount: number) {
  const presence = session.allocate(rowCount);
  const present = new Uint8Array(session.bytes.buffer, presence, rowCount);
  let nullCount = 0;
  if (isNull === undefined) present.fill(1);
  else
    for (let i = 0; i < rowCount; i++) {
      present[i] = 1 - isNull[i]!;
      nullCount += isNull[i]!;
    }
  return {
    drop(row: number): void {
      nullCount += present[row]!;
      present[row] = 0;
    },
    finish: () => (nullCount === 0 ? { nullCount } : { presence, nullCount }),
  };
}

function storeBits(
  { bytes }: KernelSession,
  at: Address,
  { values, rowCount }: { values: BooleanValues; rowCount: number },
): void {
  bytes.fill(0, at, at + Math.ceil(rowCount / 8));
  for (let i = 0; i < rowCount; i++) bytes[at + (i >>> 3)]! |= values.values[i]! << (i & 7);
}

interface StoredNumbers {
  readonly values: NumberValues;
  readonly type: ColumnType;
  readonly rowCount: number;
  /** Told of rows whose number the type cannot hold. */
  readonly dropRow: (row: number) => void;
}

function storeNumbers(
  { bytes }: KernelSession,
  at: Address,
  { values: { values }, type, rowCount, dropRow }: StoredNumbers,
): void {
  const { buffer } = bytes;
  const layout = derivedLayout(type);
  if (layout === 'f64') {
    const out = new Float64Array(buffer, at, rowCount);
    for (let i = 0; i < rowCount; i++) {
      out[i] = values[i]!;
      if (Number.isNaN(values[i])) dropRow(i);
    }
    return;
  }
  if (layout === 'f32') {
    const out = new Float32Array(buffer, at, rowCount);
    for (let i = 0; i < rowCount; i++) {
      out[i] = values[i]!;
      if (!Number.isFinite(out[i])) dropRow(i);
    }
    return;
  }
  const range = wholeRange(type);
  if (layout === 'i32') storeWords(new Int32Array(buffer, at, rowCount), values, { ...range, dropRow });
  else storePairs(new Int32Array(buffer, at, rowCount * 2), values, { ...range, dropRow });
}

interface WholeNumbers {
  readonly scale: number;
  readonly low: number;
  readonly high: number;
  readonly dropRow: (row: number) => void;
}

function storeWords(out: Int32Array, values: Float64Array, { scale, low, high, dropRow }: WholeNumbers): void {
  for (let i = 0; i < out.length; i++) {
    const whole = roundHalfEven(values[i]! * scale);
    out[i] = whole;
    if (!(whole >= low && whole <= high)) dropRow(i);
  }
}

/** 64-bit values as two words, the low one first. */
function storePairs(out: Int32Array, values: Float64Array, { scale, low, high, dropRow }: WholeNumbers): void {
  for (let i = 0; 2 * i < out.length; i++) {
    const whole = roundHalfEven(values[i]! * scale);
    out[2 * i] = whole;
    out[2 * i + 1] = Math.floor(whole / TWO_32);
    if (!(whole >= low && whole <= high)) dropRow(i);
  }
}

/** Stored whole numbers of a type: value x scale, within bounds. */
function wholeRange(type: ColumnType): { scale: number; low: number; high: number } {
  switch (type.name) {
    case 'int32':
    case 'date':
      return { scale: 1, low: -(2 ** 31), high: 2 ** 31 - 1 };
    case 'decimal': {
      const high = Math.min(Number(`1e${type.precision}`) - 1, Number.MAX_SAFE_INTEGER);
      return { scale: Number(`1e${type.scale}`), low: -high, high };
    }
    default:
      return { scale: 1, low: Number.MIN_SAFE_INTEGER, high: Number.MAX_SAFE_INTEGER };
  }
}

/** Adding and taking away this leaves a double without a fraction, rounded as all sums are: halves to even. */
const NO_FRACTION = 1.5 * 2 ** 52;
const WHOLE_FROM = 2 ** 51;

function roundHalfEven(value: number): number {
  return Math.abs(value) < WHOLE_FROM ? value + NO_FRACTION - NO_FRACTION : roundLarge(value);
}

/** Doubles that large have no fraction but a half. */
function roundLarge(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** PLAIN text; a coded result is encoded once per entry and copied per row. */
function textStore(session: KernelSession, columnName: string, bytesMax: number) {
  let encodedOf: readonly string[] | undefined;
  let encoded: Uint8Array[] = [];
  return (at: Address, values: TextValues | CodedTextValues, { rowStart, rowCount, rows }: WrittenRows): number => {
    const { bytes, dataView } = session;
    if ('codes' in values && encodedOf !== values.dictionary) {
      encodedOf = values.dictionary;
      encoded = values.dictionary.map((text) => utf8.encode(text));
    }
    let out = at;
    for (let i = 0; i < rowCount; i++) {
      let length = 0;
      if (values.isNull?.[i] !== 1) {
        if ('codes' in values) {
          const entry = encoded[values.codes[i]!]!;
          length = entry.length;
          if (length <= bytesMax) bytes.set(entry, out + LENGTH_BYTES);
        } else length = encodeText(values.values[i]!, bytes, { at: out + LENGTH_BYTES, bytesMax });
        if (length > bytesMax) throw tooLong(columnName, rows?.[i] ?? rowStart + i);
      }
      dataView.setUint32(out, length, true);
      out += LENGTH_BYTES + length;
    }
    return out - at;
  };
}

/** UTF-8 bytes of the text, written where they fit; the encoder costs far more than the few letters that text mostly is. */
function encodeText(
  text: string,
  bytes: Uint8Array,
  { at, bytesMax }: { readonly at: Address; readonly bytesMax: number },
): number {
  if (text.length > bytesMax) return text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) {
      const { read, written } = utf8.encodeInto(text, bytes.subarray(at, at + bytesMax));
      return read === text.length ? written : bytesMax + 1;
    }
    bytes[at + i] = code;
  }
  return text.length;
}

function tooLong(columnName: string, row: number): AppError {
  return new AppError(
    'VALUE_TOO_LONG',
    `${columnName}, row ${row}: the expression gives more than ${DERIVED_TEXT_BYTES} bytes of text; shorten it, for example with left(…, 200)`,
  );
}
