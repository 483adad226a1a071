import type { OutputColumn } from '../columns/column-program.ts';
import type { ColumnChunk } from './column-chunk.ts';
import { chunkSizes, columnMetaData } from './column-metadata.ts';
import type { EncodedPage } from './data-page.ts';
import { fileMetaData, footerTail, MAGIC } from './footer.ts';
import { columnIndex, offsetIndex } from './page-index.ts';
import { schemaElements } from './schema.ts';
import { i16Field, i32Field, i64Field, listField, structField, type ThriftStruct, ThriftType } from './thrift-tree.ts';
import { encodeStruct, ThriftWriter } from './thrift-writer.ts';

interface PlacedChunk {
  readonly chunk: ColumnChunk;
  readonly pages: readonly EncodedPage[];
  readonly start: number;
  readonly sizes: ReturnType<typeof chunkSizes>;
}

interface EncodedIndexes {
  readonly column: Uint8Array;
  readonly offset: Uint8Array;
}

/** All that follows the column chunks of a part (one per column, or one per leaf of a nested one): column indexes, offset indexes, metadata, its length, magic. */
export function encodePartTail(
  columns: readonly OutputColumn[],
  chunks: readonly ColumnChunk[],
  pages: readonly (readonly EncodedPage[])[],
): Uint8Array {
  const placed = placeChunks(chunks, pages);
  const dataEnd = placed.at(-1) === undefined ? MAGIC.length : endOf(placed.at(-1)!);
  const numRows = (pages[0] ?? []).reduce((sum, page) => sum + page.numRows, 0);
  const schema = schemaElements(columns);
  const writer = new ThriftWriter();
  const rowGroups: ThriftStruct[] = [];
  if (numRows > 0) {
    const indexes = placed.map((place) => ({
      column: encodeStruct(columnIndex(place.chunk, place.pages)),
      offset: encodeStruct(offsetIndex(place.pages, place.sizes.dataPageOffset)),
    }));
    for (const { column } of indexes) writer.raw(column);
    for (const { offset } of indexes) writer.raw(offset);
    rowGroups.push(rowGroup(placed, numRows, columnChunks(placed, indexes, dataEnd)));
  }
  const metaDataStart = writer.length;
  writer.struct(fileMetaData(schema, numRows, rowGroups));
  writer.raw(footerTail(writer.length - metaDataStart));
  return writer.take();
}

function placeChunks(chunks: readonly ColumnChunk[], pages: readonly (readonly EncodedPage[])[]): PlacedChunk[] {
  let start = MAGIC.length;
  return chunks.map((chunk, position) => {
    const place = { start, pages: pages[position]! };
    const sizes = chunkSizes(chunk, place);
    start += sizes.compressedBytes;
    return { chunk, sizes, ...place };
  });
}

function endOf({ start, sizes }: PlacedChunk): number {
  return start + sizes.compressedBytes;
}

/** Parquet's `ColumnChunk`s; the column indexes begin at `indexStart`, the offset indexes behind the last of them. */
function columnChunks(
  placed: readonly PlacedChunk[],
  indexes: readonly EncodedIndexes[],
  indexStart: number,
): ThriftStruct[] {
  let columnAt = indexStart;
  let offsetAt = indexes.reduce((sum, { column }) => sum + column.length, indexStart);
  return placed.map(({ chunk, pages, start }, position) => {
    const { column, offset } = indexes[position]!;
    const struct = [
      i64Field(2, 0),
      structField(3, columnMetaData(chunk, { start, pages })),
      i64Field(4, offsetAt),
      i32Field(5, offset.length),
      i64Field(6, columnAt),
      i32Field(7, column.length),
    ];
    columnAt += column.length;
    offsetAt += offset.length;
    return struct;
  });
}

/** Parquet's `RowGroup`. */
function rowGroup(placed: readonly PlacedChunk[], numRows: number, columns: readonly ThriftStruct[]): ThriftStruct {
  const total = (count: (place: PlacedChunk) => number) => placed.reduce((sum, place) => sum + count(place), 0);
  return [
    listField(1, ThriftType.struct, columns),
    i64Field(
      2,
      total(({ sizes }) => sizes.uncompressedBytes),
    ),
    i64Field(3, numRows),
    i64Field(5, MAGIC.length),
    i64Field(
      6,
      total(({ sizes }) => sizes.compressedBytes),
    ),
    i16Field(7, 0),
  ];
}
