/** Longest header that `storeDataPageHeader` and `dictionaryPageHeader` write. */
export const PAGE_HEADER_BYTES_MAX = 48;

/** Parquet's `Encoding`. */
export const Encoding = { plain: 0, rle: 3, deltaBinaryPacked: 5, rleDictionary: 8 } as const;

/** Parquet's `PageType`. */
const PageType = { data: 0, dictionary: 2 } as const;

export interface PageSizes {
  /** Levels and values before compression, without the header. */
  readonly uncompressedBytes: number;
  readonly compressedBytes: number;
  /** Values of the page, nulls included. */
  readonly numValues: number;
  readonly encoding: number;
}

/**
 * Writes the header of a data page (version 1) into `header`; returns its length. Written by hand, not through a tree:
 * there is one for every page of every column.
 * Source: parquet.thrift, PageHeader and DataPageHeader.
 */
export function storeDataPageHeader(header: Uint8Array, sizes: PageSizes): number {
  let at = storeSizes(header, PageType.data, sizes);
  header[at++] = 0x2c; // field 5, struct
  at = storeI32Field(header, at, 1, sizes.numValues);
  at = storeI32Field(header, at, 1, sizes.encoding);
  at = storeI32Field(header, at, 1, Encoding.rle); // definition levels
  at = storeI32Field(header, at, 1, Encoding.rle); // repetition levels
  return storeStops(header, at);
}

/** The header of a dictionary page. Source: parquet.thrift, PageHeader and DictionaryPageHeader. */
export function dictionaryPageHeader(sizes: PageSizes): Uint8Array {
  const header = new Uint8Array(PAGE_HEADER_BYTES_MAX);
  let at = storeSizes(header, PageType.dictionary, sizes);
  header[at++] = 0x4c; // field 7, struct
  at = storeI32Field(header, at, 1, sizes.numValues);
  at = storeI32Field(header, at, 1, sizes.encoding);
  return header.slice(0, storeStops(header, at));
}

function storeSizes(header: Uint8Array, type: number, { uncompressedBytes, compressedBytes }: PageSizes): number {
  let at = storeI32Field(header, 0, 1, type);
  at = storeI32Field(header, at, 1, uncompressedBytes);
  return storeI32Field(header, at, 1, compressedBytes);
}

/** An i32 field `idDelta` after the one before it; `value` is not negative. */
function storeI32Field(header: Uint8Array, at: number, idDelta: number, value: number): number {
  header[at] = (idDelta << 4) | 5;
  let to = at + 1;
  let rest = value * 2;
  for (; rest >= 128; rest = Math.floor(rest / 128)) header[to++] = (rest % 128) | 128;
  header[to++] = rest;
  return to;
}

/** Ends the inner struct and the header. */
function storeStops(header: Uint8Array, at: number): number {
  header[at] = 0;
  header[at + 1] = 0;
  return at + 2;
}
