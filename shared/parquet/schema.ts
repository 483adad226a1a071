import type { OutputColumn } from '../columns/column-program.ts';
import type { ColumnType } from '../columns/column-type.ts';
import { binaryField, boolField, i32Field, structField, type ThriftField, type ThriftStruct } from './thrift-tree.ts';

/** Parquet's `Type`. */
export const PhysicalType = { boolean: 0, int32: 1, int64: 2, float: 4, double: 5, byteArray: 6, fixed: 7 } as const;
export type PhysicalType = (typeof PhysicalType)[keyof typeof PhysicalType];

/** Decimals of at most so many digits are INT32, longer ones INT64. */
export const INT32_DIGITS = 9;
const UUID_BYTES = 16;

/** Fields of `SchemaElement`. */
const Element = {
  type: 1,
  typeLength: 2,
  repetition: 3,
  name: 4,
  numChildren: 5,
  converted: 6,
  scale: 7,
  precision: 8,
  logical: 10,
};
const Repetition = { required: 0, optional: 1 };
/** Parquet's `ConvertedType`: what readers older than `LogicalType` go by. */
const Converted = { utf8: 0, enum: 4, decimal: 5, date: 6, timestampMillis: 9, timestampMicros: 10 };
/** Fields of the union `LogicalType`. */
const Logical = { string: 1, enum: 4, decimal: 5, date: 6, time: 7, timestamp: 8, uuid: 14 };
/** Fields of the union `TimeUnit`. */
const TimeUnit = { ms: 1, us: 2 };

/** How a column's values are stored. Source: parquet-format LogicalTypes.md. */
export function physicalType(type: ColumnType): PhysicalType {
  switch (type.name) {
    case 'boolean':
      return PhysicalType.boolean;
    case 'int32':
    case 'date':
      return PhysicalType.int32;
    case 'int64':
    case 'time':
    case 'timestamp':
      return PhysicalType.int64;
    case 'decimal':
      return type.precision <= INT32_DIGITS ? PhysicalType.int32 : PhysicalType.int64;
    case 'float32':
      return PhysicalType.float;
    case 'float64':
      return PhysicalType.double;
    case 'string':
    case 'enum':
      return PhysicalType.byteArray;
    case 'uuid':
      return PhysicalType.fixed;
  }
}

/** The schema as the footer holds it: the root, then one element per column. */
export function schemaElements(columns: readonly OutputColumn[]): ThriftStruct[] {
  const root = [binaryField(Element.name, 'schema'), i32Field(Element.numChildren, columns.length)];
  return [root, ...columns.map(schemaElement)];
}

function schemaElement({ name, type, isNullable }: OutputColumn): ThriftStruct {
  return [
    i32Field(Element.type, physicalType(type)),
    ...(type.name === 'uuid' ? [i32Field(Element.typeLength, UUID_BYTES)] : []),
    i32Field(Element.repetition, isNullable ? Repetition.optional : Repetition.required),
    binaryField(Element.name, name),
    ...annotations(type),
  ];
}

function annotations(type: ColumnType): ThriftField[] {
  switch (type.name) {
    case 'string':
      return annotated(Converted.utf8, structField(Logical.string, []));
    case 'enum':
      return annotated(Converted.enum, structField(Logical.enum, []));
    case 'date':
      return annotated(Converted.date, structField(Logical.date, []));
    case 'uuid':
      return annotated(undefined, structField(Logical.uuid, []));
    case 'decimal': {
      const { precision, scale } = type;
      const [converted, logical] = annotated(
        Converted.decimal,
        structField(Logical.decimal, [i32Field(1, scale), i32Field(2, precision)]),
      );
      return [converted!, i32Field(Element.scale, scale), i32Field(Element.precision, precision), logical!];
    }
    case 'time':
      return annotated(undefined, structField(Logical.time, timeFields('us', false)));
    case 'timestamp': {
      // The converted types mean instants, so a wall-clock time has none.
      const instant = type.unit === 'ms' ? Converted.timestampMillis : Converted.timestampMicros;
      const logical = structField(Logical.timestamp, timeFields(type.unit, type.isUtc));
      return annotated(type.isUtc ? instant : undefined, logical);
    }
    default:
      return [];
  }
}

/** The converted type, where one exists, and the logical type. */
function annotated(converted: number | undefined, logical: ThriftField): ThriftField[] {
  const field = structField(Element.logical, [logical]);
  return converted === undefined ? [field] : [i32Field(Element.converted, converted), field];
}

function timeFields(unit: 'ms' | 'us', isUtc: boolean): ThriftStruct {
  return [boolField(1, isUtc), structField(2, [structField(TimeUnit[unit], [])])];
}
