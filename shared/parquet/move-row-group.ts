import { corrupt, type PartFooter, tailBytes } from './part-footer.ts';
import { ThriftReader } from './thrift-reader.ts';
import { findField, numberAt, structAt, structsAt, type ThriftStruct } from './thrift-tree.ts';
import { encodeStruct } from './thrift-writer.ts';

/** Fields of `RowGroup`, `ColumnChunk`, `ColumnMetaData`, `OffsetIndex` and `PageLocation` that merging touches. */
export const RowGroup = { columns: 1, fileOffset: 5, ordinal: 7 } as const;
export const ColumnChunkField = {
  fileOffset: 2,
  metaData: 3,
  offsetIndexOffset: 4,
  offsetIndexLength: 5,
  columnIndexOffset: 6,
  columnIndexLength: 7,
} as const;
const ColumnMetaData = { dataPage: 9, indexPage: 10, dictionaryPage: 11, bloomFilter: 14 } as const;
const OffsetIndex = { pageLocations: 1 } as const;
const PageLocation = { offset: 1 } as const;

/** The page indexes of one row group, in the order of its columns. */
export interface MovedIndexes {
  readonly column: Uint8Array[];
  readonly offset: Uint8Array[];
}

/**
 * Moves a row group of a part by `shift` bytes: every offset into its data changes in place, in the offset indexes too.
 * Offsets of the page indexes themselves are set when their place is known. An offset of 0 means "absent".
 */
export function moveRowGroup(part: PartFooter, rowGroup: ThriftStruct, shift: number): MovedIndexes {
  const indexes: MovedIndexes = { column: [], offset: [] };
  move(part, rowGroup, RowGroup.fileOffset, shift);
  for (const chunk of structsAt(rowGroup, RowGroup.columns)) {
    move(part, chunk, ColumnChunkField.fileOffset, shift);
    const metaData = structAt(chunk, ColumnChunkField.metaData);
    if (metaData === undefined) throw corrupt(part.manifest, 'a column has no metadata');
    for (const id of Object.values(ColumnMetaData)) move(part, metaData, id, shift);
    moveIndexes(part, chunk, { shift, indexes });
  }
  return indexes;
}

function moveIndexes(
  part: PartFooter,
  chunk: ThriftStruct,
  { shift, indexes }: { shift: number; indexes: MovedIndexes },
): void {
  const columnIndexAt = numberAt(chunk, ColumnChunkField.columnIndexOffset);
  if (columnIndexAt !== undefined) {
    indexes.column.push(tailBytes(part, columnIndexAt, numberAt(chunk, ColumnChunkField.columnIndexLength) ?? 0));
  }
  const offsetIndexAt = numberAt(chunk, ColumnChunkField.offsetIndexOffset);
  const length = numberAt(chunk, ColumnChunkField.offsetIndexLength);
  if (offsetIndexAt === undefined || length === undefined) return;
  const offsetIndex = new ThriftReader(tailBytes(part, offsetIndexAt, length)).struct();
  for (const location of structsAt(offsetIndex, OffsetIndex.pageLocations)) {
    move(part, location, PageLocation.offset, shift);
  }
  const bytes = encodeStruct(offsetIndex);
  findField(chunk, ColumnChunkField.offsetIndexLength)!.value = bytes.length;
  indexes.offset.push(bytes);
}

function move({ manifest }: PartFooter, struct: ThriftStruct, id: number, shift: number): void {
  const offset = numberAt(struct, id);
  if (offset === undefined || offset === 0) return;
  if (offset < manifest.data_start || offset > manifest.data_end) {
    throw corrupt(manifest, `offset ${offset} lies outside its data`);
  }
  findField(struct, id)!.value = offset + shift;
}
