import { isLeaf } from './schema.ts';
import {
  binaryField,
  i32Field,
  i64Field,
  listField,
  structField,
  type ThriftStruct,
  ThriftType,
} from './thrift-tree.ts';

/** The first and last bytes of every Parquet file. */
export const MAGIC = Uint8Array.of(0x50, 0x41, 0x52, 0x31);
/** Length of the metadata (u32) and magic behind it. */
export const FOOTER_TAIL_BYTES = 8;
const FORMAT_VERSION = 1;
/** No version in it: bytes of parts do not depend on the release that wrote them. */
const CREATED_BY = 'tabular';

/** Fields of `FileMetaData`. */
export const FileMetaData = {
  version: 1,
  schema: 2,
  numRows: 3,
  rowGroups: 4,
  createdBy: 6,
  columnOrders: 7,
} as const;

/** Parquet's `FileMetaData` of a file of ours; every leaf column is ordered by its type (`TypeDefinedOrder`). */
export function fileMetaData(
  schema: readonly ThriftStruct[],
  numRows: number,
  rowGroups: readonly ThriftStruct[],
): ThriftStruct {
  const typeDefinedOrder = [structField(1, [])];
  return [
    i32Field(FileMetaData.version, FORMAT_VERSION),
    listField(FileMetaData.schema, ThriftType.struct, schema),
    i64Field(FileMetaData.numRows, numRows),
    listField(FileMetaData.rowGroups, ThriftType.struct, rowGroups),
    binaryField(FileMetaData.createdBy, CREATED_BY),
    listField(
      FileMetaData.columnOrders,
      ThriftType.struct,
      schema.filter(isLeaf).map(() => typeDefinedOrder),
    ),
  ];
}

/** What follows the metadata: its length and the magic. */
export function footerTail(metaDataBytes: number): Uint8Array {
  const tail = new Uint8Array(FOOTER_TAIL_BYTES);
  new DataView(tail.buffer).setUint32(0, metaDataBytes, true);
  tail.set(MAGIC, 4);
  return tail;
}
