import type { ColumnChunk } from './column-chunk.ts';
import type { EncodedPage } from './data-page.ts';
import { comparePlain } from './plain.ts';
import { storedMax, storedMin, type ValueRange } from './statistics.ts';
import { i32Field, i64Field, listField, type ThriftStruct, ThriftType } from './thrift-tree.ts';

/** Parquet's `BoundaryOrder`. */
const BoundaryOrder = { unordered: 0, ascending: 1, descending: 2 } as const;
const NO_BOUND = new Uint8Array(0);

/** Parquet's `ColumnIndex`: per page whether all is null, the bounds and the nulls. Source: parquet-format PageIndex.md. */
export function columnIndex({ type }: ColumnChunk, pages: readonly EncodedPage[]): ThriftStruct {
  const ranges = pages.map((page) => page.range);
  return [
    listField(
      1,
      ThriftType.true,
      ranges.map((range) => range === undefined),
    ),
    listField(
      2,
      ThriftType.binary,
      ranges.map((range) => (range === undefined ? NO_BOUND : storedMin(range, type).bytes)),
    ),
    listField(
      3,
      ThriftType.binary,
      ranges.map((range) => (range === undefined ? NO_BOUND : storedMax(range, type).bytes)),
    ),
    i32Field(4, boundaryOrder(ranges)),
    listField(
      5,
      ThriftType.i64,
      pages.map((page) => page.nullCount),
    ),
  ];
}

/** Parquet's `OffsetIndex`: where each page lies; `dataPageOffset` is the file offset of the first one. */
export function offsetIndex(pages: readonly EncodedPage[], dataPageOffset: number): ThriftStruct {
  let offset = dataPageOffset;
  let firstRow = 0;
  const locations = pages.map(({ start, end, numRows }) => {
    const location = [i64Field(1, offset), i32Field(2, end - start), i64Field(3, firstRow)];
    offset += end - start;
    firstRow += numRows;
    return location;
  });
  return [listField(1, ThriftType.struct, locations)];
}

/** Whether the bounds of the pages rise or fall; pages without values do not count. */
function boundaryOrder(ranges: readonly (ValueRange | undefined)[]): number {
  const present = ranges.filter((range) => range !== undefined);
  const isMonotonic = (sign: 1 | -1) =>
    present.every((range, i) => {
      const previous = present[i - 1];
      if (previous === undefined) return true;
      return sign * comparePlain(range.min, previous.min) >= 0 && sign * comparePlain(range.max, previous.max) >= 0;
    });
  return isMonotonic(1)
    ? BoundaryOrder.ascending
    : isMonotonic(-1)
      ? BoundaryOrder.descending
      : BoundaryOrder.unordered;
}
