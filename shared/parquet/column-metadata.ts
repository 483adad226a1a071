import { CODEC_IDS } from './codec.ts';
import type { ColumnChunk } from './column-chunk.ts';
import type { EncodedPage } from './data-page.ts';
import { Encoding } from './page-header.ts';
import { joinRanges, statistics } from './statistics.ts';
import { i32Field, i64Field, listField, structField, type ThriftStruct, ThriftType } from './thrift-tree.ts';

/** Where a column chunk landed in the file. */
export interface ChunkPlace {
  /** File offset of its first page. */
  readonly start: number;
  readonly pages: readonly EncodedPage[];
}

/** Sizes of a column chunk with headers, and the offset of its first data page. */
export interface ChunkSizes {
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  readonly dataPageOffset: number;
}

export function chunkSizes({ dictionary }: ColumnChunk, { start, pages }: ChunkPlace): ChunkSizes {
  const dictionaryBytes = dictionary?.page.length ?? 0;
  return {
    compressedBytes: pages.reduce((sum, page) => sum + page.end - page.start, dictionaryBytes),
    uncompressedBytes: pages.reduce((sum, page) => sum + page.uncompressedBytes, dictionary?.uncompressedBytes ?? 0),
    dataPageOffset: start + dictionaryBytes,
  };
}

/** Parquet's `ColumnMetaData`. */
export function columnMetaData(chunk: ColumnChunk, place: ChunkPlace): ThriftStruct {
  const { path, type, codec, dictionary } = chunk;
  const { pages, start } = place;
  const { compressedBytes, uncompressedBytes, dataPageOffset } = chunkSizes(chunk, place);
  const nullCount = pages.reduce((sum, page) => sum + page.nullCount, 0);
  return [
    i32Field(1, type),
    listField(2, ThriftType.i32, encodings(chunk)),
    listField(
      3,
      ThriftType.binary,
      path.map((name) => new TextEncoder().encode(name)),
    ),
    i32Field(4, CODEC_IDS[codec]),
    i64Field(
      5,
      pages.reduce((sum, page) => sum + page.numValues, 0),
    ),
    i64Field(6, uncompressedBytes),
    i64Field(7, compressedBytes),
    i64Field(9, dataPageOffset),
    ...(dictionary === undefined ? [] : [i64Field(11, start)]),
    structField(12, statistics(joinRanges(pages.map((page) => page.range)), nullCount, type)),
  ];
}

/** Every encoding that occurs, levels and dictionary page included. */
function encodings({ encoding, maxDefinitionLevel }: ColumnChunk): number[] {
  switch (encoding) {
    case 'dictionary':
      return [Encoding.plain, Encoding.rle, Encoding.rleDictionary];
    case 'delta':
      return maxDefinitionLevel === 0 ? [Encoding.deltaBinaryPacked] : [Encoding.rle, Encoding.deltaBinaryPacked];
    case 'plain':
      return maxDefinitionLevel === 0 ? [Encoding.plain] : [Encoding.plain, Encoding.rle];
  }
}
