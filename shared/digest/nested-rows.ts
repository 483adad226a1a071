import { type Data, DataType, DateUnit, type Decimal, TimeUnit } from 'apache-arrow';
import { TEXT_KIND } from '../kernels/text-kernels.ts';
import { ByteSink } from '../nested/byte-sink.ts';
import { appendScalars } from '../nested/json-digits.ts';
import type { ScalarType, ScalarValue } from '../nested/json-scalar.ts';
import {
  type AppendJson,
  booleanText,
  hexText,
  listText,
  memberLeads,
  nullableText,
  objectText,
  plainJsonTexts,
  textsText,
  uuidsText,
} from '../nested/json-text.ts';
import type { ColumnRows } from './dataset-digester.ts';

const UUID_BYTES = 16;
const DECIMAL_BITS = 128;
const DECIMAL_PRECISION_MAX = 18;

/** Structs and lists as their JSON text; undefined for other types, and where a leaf has none that this product writes. */
export function nestedRows(data: Data): ColumnRows | undefined {
  if (!DataType.isStruct(data.type) && !DataType.isList(data.type)) return undefined;
  const append = valueText(data);
  return append && { kind: TEXT_KIND.textRaw, values: plainJsonTexts(new ByteSink(), append, data.length) };
}

function valueText(data: Data): AppendJson | undefined {
  const { type, children } = data;
  if (DataType.isStruct(type)) {
    const members = children.map(nodeText);
    if (!members.every((member) => member !== undefined)) return undefined;
    return objectText(memberLeads(type.children.map(({ name }) => name)), members);
  }
  if (!DataType.isList(type)) return leafText(data);
  const element = nodeText(children[0]!);
  return element && listText(data.valueOffsets, element);
}

function nodeText(data: Data): AppendJson | undefined {
  const append = valueText(data);
  const { nullBitmap, nullCount } = data;
  const isPresent = nullCount === 0 ? undefined : (i: number) => ((nullBitmap[i >> 3]! >> (i & 7)) & 1) === 1;
  return append && nullableText(isPresent, append);
}

function leafText(data: Data): AppendJson | undefined {
  const { type, values } = data;
  if (DataType.isBool(type)) return booleanText(values);
  if (DataType.isUtf8(type)) {
    return textsText(values, data.valueOffsets);
  }
  if (DataType.isBinary(type)) return hexText(values, data.valueOffsets);
  if (DataType.isFixedSizeBinary(type)) return type.byteWidth === UUID_BYTES ? uuidsText(values) : undefined;
  if (DataType.isDecimal(type)) return decimalText(type, values);
  const scalar = scalarType(type);
  return scalar && appendScalars(scalar, values as ArrayLike<ScalarValue>);
}

function decimalText({ precision, scale, bitWidth }: Decimal, words: Uint32Array): AppendJson | undefined {
  if (bitWidth !== DECIMAL_BITS || precision > DECIMAL_PRECISION_MAX) return undefined;
  const halves = new BigInt64Array(words.slice().buffer);
  return appendScalars(
    { name: 'decimal', precision, scale },
    halves.filter((_, i) => i % 2 === 0),
  );
}

function scalarType(type: DataType): ScalarType | undefined {
  if (DataType.isInt(type) && type.isSigned) {
    return type.bitWidth === 32 ? { name: 'int32' } : type.bitWidth === 64 ? { name: 'int64' } : undefined;
  }
  if (DataType.isFloat(type) && type.precision > 0) return { name: type.precision === 1 ? 'float32' : 'float64' };
  if (DataType.isDate(type) && type.unit === DateUnit.DAY) return { name: 'date' };
  if (DataType.isTime(type) && type.unit === TimeUnit.MICROSECOND) return { name: 'time' };
  if (!DataType.isTimestamp(type)) return undefined;
  const isUtc = Boolean(type.timezone);
  if (type.unit === TimeUnit.MICROSECOND) return { name: 'timestamp', unit: 'us', isUtc };
  return type.unit === TimeUnit.MILLISECOND ? { name: 'timestamp', unit: 'ms', isUtc } : undefined;
}
