import {
  Binary,
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
  List,
  Schema,
  Struct,
  TimeMicrosecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  Utf8,
} from 'apache-arrow';
import type { OutputColumn } from '../columns/column-program.ts';
import type { ColumnType } from '../columns/column-type.ts';
import { invariant } from '../errors/invariant.ts';
import type { NestedNode } from '../nested/nested-column.ts';

type FlatType = Exclude<ColumnType, { name: 'nested' }>;

const UUID_BYTES = 16;
/** Arrow's own name of the values of a list. */
const LIST_ITEM = 'item';
const DECIMAL_BITS = 128;

const ARROW_TYPES: { readonly [Name in FlatType['name']]: (type: Extract<ColumnType, { name: Name }>) => DataType } = {
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
  binary: () => new Binary(),
  uuid: () => new FixedSizeBinary(UUID_BYTES),
};

/** The Arrow schema of a table. Text is plain UTF-8, never a dictionary, so that record batches stand alone. */
export function arrowSchema(columns: readonly OutputColumn[]): Schema {
  return new Schema(columns.map(arrowField));
}

function arrowField({ name, type, isNullable, nested }: OutputColumn): Field {
  if (nested !== undefined) return nodeField(nested, { name, isNullable });
  invariant(type.name !== 'nested', 'a nested column has a tree');
  const arrowType = (ARROW_TYPES[type.name] as (type: FlatType) => DataType)(type);
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

function nodeField(node: NestedNode, { name, isNullable }: { name: string; isNullable: boolean }): Field {
  switch (node.kind) {
    case 'leaf':
      return arrowField({ ...node.column, name, isNullable });
    case 'struct': {
      const members = node.members.map((member) => childField(member.node, member.name));
      return new Field(name, new Struct(members), isNullable);
    }
    case 'list':
      return new Field(name, new List(childField(node.element, LIST_ITEM)), isNullable);
  }
}

function childField(node: NestedNode, name: string): Field {
  return nodeField(node, { name, isNullable: node.kind === 'leaf' ? node.column.isNullable : node.isNullable });
}
