import { type Data, DataType, DateUnit, type RecordBatch, TimeUnit } from 'apache-arrow';
import { AppError } from '../errors/app-error.ts';
import { TEXT_KIND } from '../kernels/text-kernels.ts';
import type { ColumnRows } from './dataset-digester.ts';
import { nestedRows } from './nested-rows.ts';

const UUID_BYTES = 16;
const DECIMAL_BITS = 128;
const DECIMAL_PRECISION_MAX = 18;

/** The columns of a record batch, those in `byteNames` as hexadecimal digits. Throws INVALID_REQUEST for types that this product does not write. */
export function arrowRows(batch: RecordBatch, byteNames: ReadonlySet<string>): ColumnRows[] {
  return batch.schema.fields.map((field, i) => {
    const data = batch.data.children[i]!;
    const rows = byteNames.has(field.name) ? hexRows(data) : columnRows(data);
    if (rows === undefined) {
      throw new AppError(
        'INVALID_REQUEST',
        `column "${field.name}" has type ${String(field.type)}, which has no canonical text`,
      );
    }
    return data.nullCount === 0 ? rows : { ...rows, presence: presenceBytes(data) };
  });
}

function columnRows(data: Data): ColumnRows | undefined {
  const { type } = data;
  const values = () => bytesOf(data.values);
  if (DataType.isBool(type)) return { kind: TEXT_KIND.fragmentBits, values: values() };
  if (DataType.isInt(type) && type.isSigned && type.bitWidth === 32) return { kind: TEXT_KIND.int32, values: values() };
  if (DataType.isInt(type) && type.isSigned && type.bitWidth === 64) return { kind: TEXT_KIND.int64, values: values() };
  if (DataType.isFloat(type) && type.precision > 0) {
    return { kind: type.precision === 1 ? TEXT_KIND.float32 : TEXT_KIND.float64, values: values() };
  }
  if (DataType.isUtf8(type) || DataType.isBinary(type)) {
    return { kind: TEXT_KIND.textOffsets, values: values(), offsets: data.valueOffsets };
  }
  if (DataType.isFixedSizeBinary(type) && type.byteWidth === UUID_BYTES)
    return { kind: TEXT_KIND.uuid, values: values() };
  return nestedRows(data) ?? decimalRows(data) ?? timeRows(data);
}

function hexRows(data: Data): ColumnRows {
  const values = new TextEncoder().encode(bytesOf(data.values).toHex());
  const offsets = Int32Array.from(data.valueOffsets, (offset: number) => 2 * offset);
  return { kind: TEXT_KIND.textOffsets, values, offsets };
}

function decimalRows(data: Data): ColumnRows | undefined {
  const { type } = data;
  if (!DataType.isDecimal(type) || type.bitWidth !== DECIMAL_BITS || type.precision > DECIMAL_PRECISION_MAX)
    return undefined;
  return { kind: TEXT_KIND.decimal128, values: bytesOf(data.values), b: type.scale };
}

function timeRows(data: Data): ColumnRows | undefined {
  const { type } = data;
  const values = bytesOf(data.values);
  if (DataType.isDate(type) && type.unit === DateUnit.DAY) return { kind: TEXT_KIND.date, values };
  if (DataType.isTime(type) && type.unit === TimeUnit.MICROSECOND) return { kind: TEXT_KIND.time, values };
  if (!DataType.isTimestamp(type)) return undefined;
  const b = type.timezone ? 1 : 0;
  if (type.unit === TimeUnit.MICROSECOND) return { kind: TEXT_KIND.timestamp, values, b, unitMicroseconds: 1 };
  if (type.unit === TimeUnit.MILLISECOND) return { kind: TEXT_KIND.timestamp, values, b, unitMicroseconds: 1_000 };
  return undefined;
}

function presenceBytes({ nullBitmap, length }: Data): Uint8Array {
  const presence = new Uint8Array(length);
  for (let row = 0; row < length; row++) presence[row] = (nullBitmap[row >> 3]! >> (row & 7)) & 1;
  return presence;
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
