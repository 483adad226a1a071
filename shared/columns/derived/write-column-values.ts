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
import type { ColumnType } from '../column-type.ts';
import type { Vector } from '../vector.ts';
import { derivedLayout } from './derived-type.ts';

/** The longest text that an expression may give, UTF-8 bytes: what a page reserves for every row. */
export const DERIVED_TEXT_BYTES = 1_024;
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

/** `columnName` is for errors: VALUE_TOO_LONG names the column and the row, never the text. */
export function createColumnWriter(session: KernelSession, type: ColumnType, columnName: string): WriteValues {
  const layout = derivedLayout(type);
  const storeText = textStore(session, columnName);
  return (values, rows) => {
    const nulls = startNulls(session, values, rows.rowCount);
    if (values.type === 'text') {
      const at = session.allocate(rows.rowCount * (DERIVED_TEXT_BYTES + LENGTH_BYTES));
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
  for (let i = 0; i < rowCount; i++) {
    const isAbsent = isNull === undefined ? 0 : isNull[i]!;
    present[i] = 1 - isAbsent;
    nullCount += isAbsent;
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
  const { scale, low, high } = wholeRange(type);
  const words = new Int32Array(buffer, at, layout === 'i32' ? rowCount : rowCount * 2);
  for (let i = 0; i < rowCount; i++) {
    let whole = roundHalfEven(values[i]! * scale);
    if (!(whole >= low && whole <= high)) {
      dropRow(i);
      whole = 0;
    }
    if (layout === 'i32') words[i] = whole;
    else {
      words[2 * i] = whole;
      words[2 * i + 1] = Math.floor(whole / TWO_32);
    }
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

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** PLAIN text; a coded result is encoded once per entry and copied per row. */
function textStore(session: KernelSession, columnName: string) {
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
          if (length <= DERIVED_TEXT_BYTES) bytes.set(entry, out + LENGTH_BYTES);
        } else length = encodeText(values.values[i]!, bytes, out + LENGTH_BYTES);
        if (length > DERIVED_TEXT_BYTES) throw tooLong(columnName, rows?.[i] ?? rowStart + i);
      }
      dataView.setUint32(out, length, true);
      out += LENGTH_BYTES + length;
    }
    return out - at;
  };
}

/** UTF-8 bytes of the text, written where they fit; the encoder costs far more than the few letters that text mostly is. */
function encodeText(text: string, bytes: Uint8Array, at: Address): number {
  if (text.length > DERIVED_TEXT_BYTES) return text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) {
      const { read, written } = utf8.encodeInto(text, bytes.subarray(at, at + DERIVED_TEXT_BYTES));
      return read === text.length ? written : DERIVED_TEXT_BYTES + 1;
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
