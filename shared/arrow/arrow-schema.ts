import {
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Field,
  FixedSizeBinary,
  Float32,
  Float64,
  Int32,
  Int64,
  Schema,
  TimeMicrosecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  Utf8,
} from 'apache-arrow';
import type { OutputColumn } from '../columns/column-program.ts';
import type { ColumnType } from '../columns/column-type.ts';

const UUID_BYTES = 16;
const DECIMAL_BITS = 128;

const ARROW_TYPES: { readonly [Name in ColumnType['name']]: (type: Extract<ColumnType, { name: Name }>) => DataType } =
  {
    boolean: () => new Bool(),
    int32: () => new Int32(),
    int64: () => new Int64(),
    float32: () => new Float32(),
    float64: () => new Float64(),
    decimal: ({ precision, scale }) => new Decimal(scale, precision, DECIMAL_BITS),
    date: () => new DateDay(),
    time: () => new TimeMicrosecond(),
    timestamp: ({ unit, isUtc }) => {
      const zone = isUtc ? 'UTC' : null;
      return unit === 'ms' ? new TimestampMillisecond(zone) : new TimestampMicrosecond(zone);
    },
    string: () => new Utf8(),
    enum: () => new Utf8(),
    uuid: () => new FixedSizeBinary(UUID_BYTES),
  };

/** The Arrow schema of a table. Text is plain UTF-8, never a dictionary, so that record batches stand alone. */
export function arrowSchema(columns: readonly OutputColumn[]): Schema {
  return new Schema(columns.map(arrowField));
}

function arrowField({ name, type, isNullable }: OutputColumn): Field {
  const arrowType = (ARROW_TYPES[type.name] as (type: ColumnType) => DataType)(type);
  // https://arrow.apache.org/docs/format/CanonicalExtensions.html#uuid
  const metadata =
    type.name === 'uuid'
      ? new Map([
          ['ARROW:extension:name', 'arrow.uuid'],
          ['ARROW:extension:metadata', ''],
        ])
      : null;
  return new Field(name, arrowType, isNullable, metadata);
}
