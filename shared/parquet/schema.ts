import type { OutputColumn } from '../columns/column-program.ts';
import type { ColumnType } from '../columns/column-type.ts';
import { invariant } from '../errors/invariant.ts';
import type { NestedNode } from '../nested/nested-column.ts';
import {
  binaryField,
  boolField,
  findField,
  i32Field,
  structField,
  type ThriftField,
  type ThriftStruct,
} from './thrift-tree.ts';

/** Parquet's `Type`. */
export const PhysicalType = { boolean: 0, int32: 1, int64: 2, float: 4, double: 5, byteArray: 6, fixed: 7 } as const;
export type PhysicalType = (typeof PhysicalType)[keyof typeof PhysicalType];

/** Decimals of at most so many digits are INT32, longer ones INT64. */
export const INT32_DIGITS = 9;
const UUID_BYTES = 16;
/** Names within a list. Source: parquet-format LogicalTypes.md, "Lists". */
export const LIST_GROUP = 'list';
export const LIST_ELEMENT = 'element';

/** Fields of `SchemaElement`. */
export const Element = {
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
const Repetition = { required: 0, optional: 1, repeated: 2 };
/** Parquet's `ConvertedType`: what readers older than `LogicalType` go by. */
const Converted = { utf8: 0, list: 3, enum: 4, decimal: 5, date: 6, timestampMillis: 9, timestampMicros: 10 };
/** Fields of the union `LogicalType`. */
const Logical = { string: 1, list: 3, enum: 4, decimal: 5, date: 6, time: 7, timestamp: 8, uuid: 14 };
/** Fields of the union `TimeUnit`. */
const TimeUnit = { ms: 1, us: 2 };

/** How a leaf column's values are stored. Source: parquet-format LogicalTypes.md. */
export function physicalType(type: ColumnType): PhysicalType {
  invariant(type.name !== 'nested', 'a nested column is stored leaf by leaf');
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
    case 'binary':
      return PhysicalType.byteArray;
    case 'uuid':
      return PhysicalType.fixed;
  }
}

/** The schema as the footer holds it: the root, then the columns, each group before its members. */
export function schemaElements(columns: readonly OutputColumn[]): ThriftStruct[] {
  const root = [binaryField(Element.name, 'schema'), i32Field(Element.numChildren, columns.length)];
  return [root, ...columns.flatMap(columnElements)];
}

/** Whether an element holds values: groups have no type. */
export function isLeaf(element: ThriftStruct): boolean {
  return findField(element, Element.type) !== undefined;
}

function columnElements(column: OutputColumn): ThriftStruct[] {
  const { name, nested, isNullable } = column;
  return nested === undefined ? [schemaElement(column)] : nodeElements(nested, { name, isNullable });
}

/** The element of a node and those below it. */
function nodeElements(node: NestedNode, as: { name: string; isNullable: boolean }): ThriftStruct[] {
  if (node.kind === 'leaf') return [schemaElement({ ...node.column, ...as })];
  if (node.kind === 'struct') {
    const members = node.members.flatMap(({ name, node: member }) =>
      nodeElements(member, { name, isNullable: isNullable(member) }),
    );
    return [groupElement(as.name, repetitionOf(as), node.members.length), ...members];
  }
  return [
    [...groupElement(as.name, repetitionOf(as), 1), ...annotated(Converted.list, structField(Logical.list, []))],
    groupElement(LIST_GROUP, Repetition.repeated, 1),
    ...nodeElements(node.element, { name: LIST_ELEMENT, isNullable: isNullable(node.element) }),
  ];
}

function isNullable(node: NestedNode): boolean {
  return node.kind === 'leaf' ? node.column.isNullable : node.isNullable;
}

function groupElement(name: string, repetition: number, numChildren: number): ThriftStruct {
  return [
    i32Field(Element.repetition, repetition),
    binaryField(Element.name, name),
    i32Field(Element.numChildren, numChildren),
  ];
}

function repetitionOf({ isNullable: isOptional }: { isNullable: boolean }): number {
  return isOptional ? Repetition.optional : Repetition.required;
}

function schemaElement(column: OutputColumn): ThriftStruct {
  const { name, type } = column;
  return [
    i32Field(Element.type, physicalType(type)),
    ...(type.name === 'uuid' ? [i32Field(Element.typeLength, UUID_BYTES)] : []),
    i32Field(Element.repetition, repetitionOf(column)),
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
